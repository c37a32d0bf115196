package io.tidewatch.engine.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.model.HistoryEntry;
import io.tidewatch.engine.api.model.RunHistoryChange;
import io.tidewatch.feed.Change;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What people did about runs: stored with the run, and published once. */
@ApplicationScoped
class RunHistory {

    private final ObjectMapper json;

    RunHistory(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Adds an entry.
     *
     * @param id an entry of the same id is stored once
     * @return the change that publishes it; empty when the id is taken
     */
    Uni<Optional<Change>> add(SqlClient tx, UUID id, StoredRun run, HistoryEntry entry) {
        UUID runId = UUID.fromString(run.run().runId());
        return tx.preparedQuery("""
                        insert into playbook_run_history (id, run_id, what, by_whom, at, reason, step, owner)
                        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing
                        """)
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addUUID(runId)
                        .addString(entry.getWhat())
                        .addString(entry.getBy())
                        .addOffsetDateTime(entry.getAt())
                        .addString(entry.getReason())
                        .addString(entry.getStep())
                        .addString(entry.getOwner()))
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(Change.ofAccount(
                                run.run().accountId(),
                                "run-history",
                                id.toString(),
                                1,
                                entry.getAt().toInstant(),
                                json.valueToTree(new RunHistoryChange()
                                        .runId(runId)
                                        .accountId(run.run().accountId())
                                        .entry(entry)))));
    }

    /** The entry with that id; empty when the run has none. */
    Uni<Optional<HistoryEntry>> find(SqlClient client, UUID runId, UUID id) {
        return client.preparedQuery("select * from playbook_run_history where run_id = $1 and id = $2")
                .execute(Tuple.of(runId, id))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(entry(rows.iterator().next())));
    }

    /** The newest first, at most 100. */
    Uni<List<HistoryEntry>> of(SqlClient client, UUID runId) {
        return client.preparedQuery(
                        "select * from playbook_run_history where run_id = $1 order by number desc limit 100")
                .execute(Tuple.of(runId))
                .map(rows -> {
                    List<HistoryEntry> entries = new ArrayList<>();
                    rows.forEach(row -> entries.add(entry(row)));
                    return entries;
                });
    }

    private static HistoryEntry entry(Row row) {
        return new HistoryEntry()
                .what(row.getString("what"))
                .by(row.getString("by_whom"))
                .at(row.getOffsetDateTime("at").withOffsetSameInstant(ZoneOffset.UTC))
                .reason(row.getString("reason"))
                .step(row.getString("step"))
                .owner(row.getString("owner"));
    }
}

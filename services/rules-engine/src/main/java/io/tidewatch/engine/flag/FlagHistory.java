package io.tidewatch.engine.flag;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.model.HistoryEntry;
import io.tidewatch.rule.threshold.FlagNote;
import io.tidewatch.rule.threshold.FlagState;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What people did about flags. */
@ApplicationScoped
public class FlagHistory {

    private static final int MOST = 100;

    /** Adds that a person declared something about a flag. */
    Uni<Void> declared(SqlClient tx, FlagState flag, String what, FlagNote note) {
        return add(tx, flag, what, note.by(), note.at(), note.reason(), note.until());
    }

    /** Adds that a person ended what was declared about a flag. */
    Uni<Void> ended(SqlClient tx, FlagState flag, String what, String by, Instant at) {
        return add(tx, flag, what, by, at, null, null);
    }

    private static Uni<Void> add(
            SqlClient tx, FlagState flag, String what, String by, Instant at, String reason, Instant until) {
        return tx.preparedQuery("""
                        insert into flag_history (account_id, threshold_id, what, by_whom, at, reason, until)
                        values ($1, $2, $3, $4, $5, $6, $7)
                        """)
                .execute(Tuple.tuple()
                        .addString(flag.accountId())
                        .addString(flag.thresholdId())
                        .addString(what)
                        .addString(by)
                        .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
                        .addString(reason)
                        .addOffsetDateTime(until == null ? null : until.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** The newest first, at most 100. */
    public Uni<List<HistoryEntry>> of(SqlClient client, FlagKey key) {
        return client.preparedQuery("""
                        select what, by_whom, at, reason, until from flag_history
                        where account_id = $1 and threshold_id = $2 order by number desc limit $3
                        """)
                .execute(Tuple.of(key.accountId(), key.thresholdId(), MOST))
                .map(rows -> {
                    List<HistoryEntry> entries = new ArrayList<>();
                    rows.forEach(row -> entries.add(entry(row)));
                    return entries;
                });
    }

    private static HistoryEntry entry(Row row) {
        OffsetDateTime until = row.getOffsetDateTime("until");
        return new HistoryEntry()
                .what(row.getString("what"))
                .by(row.getString("by_whom"))
                .at(row.getOffsetDateTime("at").withOffsetSameInstant(ZoneOffset.UTC))
                .reason(row.getString("reason"))
                .until(until == null ? null : until.withOffsetSameInstant(ZoneOffset.UTC));
    }
}

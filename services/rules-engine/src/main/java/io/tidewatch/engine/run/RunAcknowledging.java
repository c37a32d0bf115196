package io.tidewatch.engine.run;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.feed.Change;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A colleague has taken a run up, or done its task. It stops reminders, never an escalation; what comes next in the run is decided by the
 * judging loop, which knows whether the feeds are read.
 */
@ApplicationScoped
public class RunAcknowledging {

    private final RunStore runs;
    private final StepStore steps;
    private final RunWriting writing;
    private final FactStore facts;

    RunAcknowledging(RunStore runs, StepStore steps, RunWriting writing, FactStore facts) {
        this.runs = runs;
        this.steps = steps;
        this.writing = writing;
        this.facts = facts;
    }

    /**
     * An acknowledgement.
     *
     * @param id the same id counts once
     * @param runId the run
     * @param step the task, or null for the run as a whole
     * @param by who
     * @param at business time
     * @param done whether the task is done, and so to be ticked; otherwise it was only taken up
     */
    public record Acknowledged(UUID id, UUID runId, String step, String by, Instant at, boolean done) {}

    /**
     * What an acknowledgement follows from.
     *
     * @param id may be null
     * @param hops how many services it has passed through, this one included
     */
    public record Cause(UUID id, int hops) {
        /** A person at this service. */
        public static final Cause NONE = new Cause(null, 0);
    }

    /**
     * Stores an acknowledgement; one for a run that is closed or not here is left out.
     *
     * @param tx a transaction that has locked the partition of the run
     * @return the change to append to the feed, if the run is changed by it
     */
    public Uni<Optional<Change>> record(SqlClient tx, Acknowledged acknowledged, Cause cause) {
        return runs.find(tx, acknowledged.runId()).flatMap(found -> {
            if (found.isEmpty() || !found.get().run().open()) {
                return Uni.createFrom().item(Optional.empty());
            }
            String account = found.get().run().accountId();
            return tx.preparedQuery("""
                            insert into playbook_acknowledgement (id, run_id, account_id, step, by_whom, at)
                            values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing
                            """)
                    .execute(Tuple.of(
                            acknowledged.id(),
                            acknowledged.runId(),
                            account,
                            acknowledged.step(),
                            acknowledged.by(),
                            acknowledged.at().atOffset(ZoneOffset.UTC)))
                    // One who took it up may say later, under the same id, that it is done.
                    .flatMap(rows -> acknowledged.done()
                            ? steps.tickAnswered(tx, acknowledged)
                            : Uni.createFrom().voidItem())
                    .flatMap(rows -> facts.markDirty(tx, List.of(account), cause.id(), cause.hops()))
                    .flatMap(done -> note(tx, acknowledged, cause));
        });
    }

    /** Who has read an alert has not taken up the task. */
    private Uni<Optional<Change>> note(SqlClient tx, Acknowledged acknowledged, Cause cause) {
        return tx.preparedQuery("""
                        update playbook_run set acknowledged_at = $2, acknowledged_by = $3, version = version + 1
                        where id = $1 and acknowledged_at is null and state = 'OPEN'
                          and ($4::text is null or exists (
                              select 1 from playbook_step s
                              where s.run_id = $1 and s.step = $4 and s.kind in ('TASK', 'REMINDER')))
                        """)
                .execute(Tuple.of(
                        acknowledged.runId(),
                        acknowledged.at().atOffset(ZoneOffset.UTC),
                        acknowledged.by(),
                        acknowledged.step()))
                .flatMap(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : runs.find(tx, acknowledged.runId())
                                .map(run -> run.map(held ->
                                        writing.change(held, acknowledged.at()).causedBy(cause.id(), cause.hops()))));
    }
}

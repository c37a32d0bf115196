package io.tidewatch.engine.run;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.feed.Change;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores that a colleague acknowledged a run or completed its task. This stops reminders, never an escalation. The judging
 * loop decides what follows in the run, because it knows whether the feeds are read.
 */
@ApplicationScoped
public class RunAcknowledging {

    private final RunStore runs;
    private final StepStore steps;
    private final RunWriting writing;
    private final FactStore facts;
    private final CompiledBundles bundles;

    RunAcknowledging(RunStore runs, StepStore steps, RunWriting writing, FactStore facts, CompiledBundles bundles) {
        this.runs = runs;
        this.steps = steps;
        this.writing = writing;
        this.facts = facts;
        this.bundles = bundles;
    }

    /**
     * An acknowledgement.
     *
     * @param id the same id counts once
     * @param runId the run
     * @param step the task, or null for the run as a whole
     * @param by who
     * @param at business time
     * @param done whether the task is completed; otherwise it is only acknowledged
     */
    public record Acknowledged(UUID id, UUID runId, String step, String by, Instant at, boolean done) {}

    /**
     * The cause of an acknowledgement.
     *
     * @param id may be null
     * @param hops how many services it has passed through, this one included
     */
    public record Cause(UUID id, int hops) {
        /** A person at this service. */
        public static final Cause NONE = new Cause(null, 0);
    }

    /**
     * Stores an acknowledgement. One for a run that is closed or unknown is ignored.
     *
     * @param tx a transaction that has locked the partition of the run
     * @return the change to append to the feed, if the acknowledgement changed the run
     */
    public Uni<Optional<Change>> record(SqlClient tx, Acknowledged acknowledged, Cause cause) {
        return runs.find(tx, acknowledged.runId()).flatMap(found -> {
            if (found.isEmpty() || !found.get().run().open()) {
                return Uni.createFrom().item(Optional.empty());
            }
            StoredRun run = found.get();
            String account = run.run().accountId();
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
                    // An acknowledgement may be repeated later, under the same id, with the task completed.
                    .flatMap(rows -> acknowledged.done()
                            ? steps.tickCompleted(tx, acknowledged)
                            : Uni.createFrom().voidItem())
                    .flatMap(rows -> facts.markDirty(tx, List.of(account), cause.id(), cause.hops(), Map.of()))
                    .flatMap(done -> note(tx, run, acknowledged, cause));
        });
    }

    /** Whether an acknowledgement is on record. */
    Uni<Boolean> isRecorded(SqlClient tx, UUID id) {
        return tx.preparedQuery("select 1 from playbook_acknowledgement where id = $1")
                .execute(Tuple.of(id))
                .map(rows -> rows.size() == 1);
    }

    /** Publishes at once who acknowledged the run; what else follows is decided when the account is judged. */
    private Uni<Optional<Change>> note(SqlClient tx, StoredRun run, Acknowledged acknowledged, Cause cause) {
        return !takesUp(run, acknowledged)
                ? Uni.createFrom().item(Optional.empty())
                : tx.preparedQuery("""
                                update playbook_run
                                set acknowledged_at = $2, acknowledged_by = $3, version = version + 1
                                where id = $1 and acknowledged_at is null
                                """)
                        .execute(Tuple.of(
                                acknowledged.runId(), acknowledged.at().atOffset(ZoneOffset.UTC), acknowledged.by()))
                        .flatMap(rows -> rows.rowCount() == 0
                                ? Uni.createFrom().item(Optional.empty())
                                : runs.find(tx, acknowledged.runId())
                                        .map(found -> found.map(noted -> writing.change(noted, acknowledged.at())
                                                .causedBy(cause.id(), cause.hops()))));
    }

    /** Whether the playbook counts it for the run. Where the bundle is not compiled yet, judging decides from the record. */
    private boolean takesUp(StoredRun run, Acknowledged acknowledged) {
        Acknowledgement acknowledgement =
                new Acknowledgement(run.run().runId(), acknowledged.step(), acknowledged.by(), acknowledged.at());
        return bundles.find(run.state().bundleHash())
                .flatMap(bundle -> bundle.playbookEngine().playbookOf(run.run()).takenUp(List.of(acknowledgement)))
                .isPresent();
    }
}

package io.tidewatch.engine.run;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/**
 * Cancels runs. Steps that were still to come are skipped. The published state CANCELLED makes notification-dispatch
 * withdraw what it has not sent yet.
 */
@ApplicationScoped
public class RunCancelling {

    private final RunStore runs;
    private final StepStore steps;
    private final RunWriting writing;

    RunCancelling(RunStore runs, StepStore steps, RunWriting writing) {
        this.runs = runs;
        this.steps = steps;
        this.writing = writing;
    }

    /**
     * One run to cancel.
     *
     * @param run an open run
     * @param why for the steps that are skipped, in a sentence for people
     */
    public record Cancellation(StoredRun run, String why) {}

    /**
     * Cancels runs.
     *
     * @param tx a transaction that has locked the partition
     * @param now business time
     * @return changes of the type {@code run}, to be appended last
     */
    public Uni<List<Change>> cancel(SqlClient tx, List<Cancellation> cancellations, Instant now) {
        return Multi.createFrom()
                .iterable(cancellations)
                .onItem()
                .transformToUniAndConcatenate(cancellation -> cancel(tx, cancellation, now))
                .collect()
                .asList();
    }

    /** Cancels the open runs of the accounts of a partition that no longer exist; see {@link #cancel}. */
    public Uni<List<Change>> ofUnknownAccounts(SqlClient tx, int partition, String why, Instant now) {
        return runs.openOfUnknownAccounts(tx, partition)
                .flatMap(found -> cancel(
                        tx,
                        found.stream().map(run -> new Cancellation(run, why)).toList(),
                        now));
    }

    private Uni<Change> cancel(SqlClient tx, Cancellation cancellation, Instant now) {
        StoredRun before = cancellation.run();
        StoredRun ended = before.after(before.state().cancelled(cancellation.why(), now), null);
        return runs.update(tx, ended)
                .flatMap(done -> steps.skipAhead(tx, List.of(before.run().runId()), cancellation.why()))
                .replaceWith(() -> writing.change(ended, now));
    }
}

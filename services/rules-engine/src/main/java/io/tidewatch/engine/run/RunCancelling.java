package io.tidewatch.engine.run;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.tidewatch.rule.playbook.PlaybookEngine;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Ends runs that nobody can judge any more. */
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
     * Ends the open runs of accounts that are not known any more. What was still to come is skipped; nobody is told, for
     * there is nothing to be done.
     *
     * @param tx a transaction that has locked the partition
     * @param why for the steps that are skipped, in a sentence for people
     * @param now business time
     * @return changes of the type {@code run}, to be appended last
     */
    public Uni<List<Change>> ofUnknownAccounts(SqlClient tx, int partition, String why, Instant now) {
        return runs.openOfUnknownAccounts(tx, partition)
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable)
                .onItem()
                .transformToUniAndConcatenate(held -> cancel(tx, held, why, now))
                .collect()
                .asList();
    }

    private Uni<Change> cancel(SqlClient tx, HeldRun held, String why, Instant now) {
        HeldRun ended = held.after(
                PlaybookEngine.cancel(held.run(), now).run(),
                held.conversationAt(),
                held.acknowledgedBy(),
                held.ownerEmail(),
                null);
        return runs.update(tx, ended)
                .flatMap(done -> steps.skipAhead(tx, List.of(held.run().runId()), why))
                .replaceWith(() -> writing.change(ended, now));
    }
}

package io.tidewatch.ingestion.change;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the metric worker of this replica when one of its own transactions has marked accounts. Marks of other replicas, and those
 * that sweeps make, are found when the worker looks by itself.
 */
@ApplicationScoped
public class NewMarks {

    private final Semaphore added = new Semaphore(0);

    /** A transaction that may have marked accounts was committed; ends one wait. */
    public void added() {
        added.release();
    }

    /**
     * Waits until {@link #added} is called, or was called since the last wait that it ended. Calls that come together end one wait: whoever
     * wakes up finds all marks.
     *
     * @param atMost the longest wait
     * @return whether there may be new marks; false if the time is over
     */
    public boolean await(Duration atMost) throws InterruptedException {
        boolean any = added.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (any) {
            added.drainPermits();
        }
        return any;
    }
}

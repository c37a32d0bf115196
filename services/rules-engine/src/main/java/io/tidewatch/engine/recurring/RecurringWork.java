package io.tidewatch.engine.recurring;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats work in the background, one round at a time. A round that fails is logged, and the next one follows as usual.
 */
public final class RecurringWork {

    private static final Logger LOG = Logger.getLogger(RecurringWork.class);

    private final String name;
    private final Vertx vertx;
    private final long pauseMillis;
    private final Supplier<Uni<Void>> round;

    private boolean stopped = true;
    private boolean running;
    private boolean woken;
    private long timer = -1;
    private String lastFailure = "";

    /**
     * @param name for the log
     * @param vertx for the pauses
     * @param pause between the end of a round and the beginning of the next
     * @param round one round; its time is bounded by itself
     */
    public RecurringWork(String name, Vertx vertx, Duration pause, Supplier<Uni<Void>> round) {
        this.name = name;
        this.vertx = vertx;
        this.pauseMillis = Math.max(1, pause.toMillis());
        this.round = round;
    }

    /** Begins with a round at once. */
    public synchronized void start() {
        stopped = false;
        schedule(1);
    }

    /** A round as soon as possible: at once, or after the one that is under way. Does nothing when stopped. */
    public synchronized void wake() {
        if (stopped) {
            return;
        }
        if (running) {
            woken = true;
        } else {
            schedule(1);
        }
    }

    /** No more rounds; the one under way ends by itself. */
    public synchronized void stop() {
        stopped = true;
        cancelTimer();
    }

    private void schedule(long millis) {
        cancelTimer();
        timer = vertx.setTimer(millis, id -> begin());
    }

    private void cancelTimer() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void begin() {
        synchronized (this) {
            if (stopped || running) {
                return;
            }
            running = true;
            woken = false;
        }
        Uni.createFrom().<Void>deferred(() -> round.get()).subscribe().with(done -> end(null), this::end);
    }

    private void end(Throwable failure) {
        if (failure != null) {
            // The same failure every second (database away) is logged once in full.
            String words = String.valueOf(failure);
            if (words.equals(lastFailure)) {
                LOG.debugf("%s failed again: %s", name, words);
            } else {
                LOG.warnf(failure, "%s failed, will retry", name);
            }
            lastFailure = words;
        } else {
            lastFailure = "";
        }
        synchronized (this) {
            running = false;
            if (!stopped) {
                schedule(woken && failure == null ? 1 : pauseMillis);
            }
        }
    }
}

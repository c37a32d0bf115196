package io.tidewatch.engine.recurring;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats work in the background, one round at a time. A round that fails is logged, and the next one follows as usual. A round
 * that is asked for does not wait for the pause, only for a rest as long as the round before it took: work that is asked for all
 * the time takes half of it, and collects what it finds meanwhile.
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
    private long begunAtNanos;
    private long restedAtNanos;
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
        this.restedAtNanos = System.nanoTime();
    }

    /** Begins with a round at once. */
    public synchronized void start() {
        stopped = false;
        schedule(1);
    }

    /** A round as soon as the work has rested, after the one that is under way. Does nothing when stopped. */
    public synchronized void wake() {
        if (stopped) {
            return;
        }
        if (running) {
            woken = true;
        } else {
            schedule(restMillis());
        }
    }

    /** No more rounds; the one under way ends by itself. */
    public synchronized void stop() {
        stopped = true;
        cancelTimer();
    }

    /** A round that the stop of the service cuts short has not failed. */
    private synchronized boolean isStopped() {
        return stopped;
    }

    private void schedule(long millis) {
        cancelTimer();
        timer = vertx.setTimer(millis, id -> begin());
    }

    /** What is left of the rest; at most the pause. */
    private long restMillis() {
        return Math.clamp((restedAtNanos - System.nanoTime()) / 1_000_000, 1, pauseMillis);
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
            begunAtNanos = System.nanoTime();
        }
        Uni.createFrom().<Void>deferred(() -> round.get()).subscribe().with(done -> end(null), this::end);
    }

    private void end(Throwable failure) {
        if (failure != null) {
            // The same failure every second (database away) is logged once in full.
            String words = String.valueOf(failure);
            if (words.equals(lastFailure) || isStopped()) {
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
            long now = System.nanoTime();
            restedAtNanos = now + (now - begunAtNanos);
            if (!stopped) {
                schedule(woken && failure == null ? restMillis() : pauseMillis);
            }
        }
    }
}

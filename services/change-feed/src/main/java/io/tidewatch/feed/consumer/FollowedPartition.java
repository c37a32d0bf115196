package io.tidewatch.feed.consumer;

import io.tidewatch.feed.lease.Lease;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The progress of a consumer in one partition under one lease. Only the loop of the consumer writes it. */
final class FollowedPartition {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final Lease lease;
    private volatile String cursor;
    private volatile boolean reset;
    private volatile int failures;
    private volatile int resets;
    private volatile long notBeforeNanos = System.nanoTime();
    private volatile Long caughtUpAtNanos;
    private volatile long atEndNanos = System.nanoTime();

    /** @param cursor where to continue; null to start with a snapshot */
    FollowedPartition(Lease lease, String cursor) {
        this.lease = lease;
        this.cursor = cursor;
    }

    Lease lease() {
        return lease;
    }

    int number() {
        return lease.partition();
    }

    String cursor() {
        return cursor;
    }

    boolean needsSnapshot() {
        return cursor == null;
    }

    /** Whether the snapshot is needed because the feed was reset, not because this is the first start. */
    boolean wasReset() {
        return reset;
    }

    /** Starts again with a snapshot; after a pause if the previous one did not help. */
    void reset(Duration atMost) {
        cursor = null;
        reset = true;
        caughtUpAtNanos = null;
        if (resets++ > 0) {
            rest(resets, atMost);
        }
    }

    void movedTo(String newCursor) {
        cursor = newCursor;
        reset = false;
    }

    void succeeded() {
        failures = 0;
        resets = 0;
    }

    boolean failing() {
        return failures > 0;
    }

    void failed(Duration atMost) {
        caughtUpAtNanos = null;
        failures++;
        rest(failures, atMost);
    }

    private void rest(int times, Duration atMost) {
        notBeforeNanos = System.nanoTime() + pause(times, atMost).toNanos();
    }

    boolean resting() {
        return restLeft().compareTo(Duration.ZERO) > 0;
    }

    Duration restLeft() {
        return Duration.ofNanos(Math.max(0, notBeforeNanos - System.nanoTime()));
    }

    void caughtUp(long atNanos) {
        caughtUpAtNanos = atNanos;
        atEndNanos = atNanos;
        resets = 0;
    }

    void notCaughtUp() {
        caughtUpAtNanos = null;
    }

    boolean caughtUpWithin(Duration freshness) {
        Long at = caughtUpAtNanos;
        return at != null && System.nanoTime() - at <= freshness.toNanos();
    }

    /**
     * How long ago the end of the feed was last read, whatever failed since, or this partition was taken over; zero while it is
     * caught up.
     */
    Duration behind(Duration freshness) {
        return caughtUpWithin(freshness) ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - atEndNanos);
    }

    /** Doubles with every failure, with a jitter of a fifth so that replicas do not retry in step. */
    static Duration pause(int failures, Duration atMost) {
        long doubled = FIRST_PAUSE.toMillis() << Math.min(20, failures - 1);
        long millis = Math.min(doubled, atMost.toMillis());
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 5 + 1));
    }
}

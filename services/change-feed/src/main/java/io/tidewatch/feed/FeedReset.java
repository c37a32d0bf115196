package io.tidewatch.feed;

import java.util.Set;
import java.util.TreeSet;

/**
 * A cursor that can no longer be followed: its consumer has missed changes and starts again with a snapshot.
 * The HTTP status is 410 with the problem type {@code feed-reset}.
 */
public final class FeedReset extends RuntimeException {

    /** Slug of the problem type. */
    public static final String SLUG = "feed-reset";

    /** Why the cursor cannot be followed. */
    public enum Reason {
        /** It belongs to another epoch of the feed, from before a restore. */
        FOREIGN_EPOCH,
        /** It is beyond the newest change: the feed was set back without a new epoch. */
        BEYOND_HEAD,
        /** The changes after it are no longer kept. */
        BELOW_FLOOR,
        /** It is not a cursor of this feed. */
        UNREADABLE,
        /** The provider did not give a reason. */
        UNKNOWN
    }

    private final transient Set<Integer> partitions;
    private final Reason reason;

    /**
     * @param partitions those whose cursors cannot be followed; empty if unknown
     * @param reason     why they cannot be followed
     */
    public FeedReset(Set<Integer> partitions, Reason reason) {
        super("feed reset (" + reason + ") of partitions "
                + (partitions.isEmpty() ? "unknown" : new TreeSet<>(partitions)));
        this.partitions = Set.copyOf(partitions);
        this.reason = reason;
    }

    /** The partitions to start again; empty means all requested ones. */
    public Set<Integer> partitions() {
        return partitions;
    }

    /** Why the cursors cannot be followed. */
    public Reason reason() {
        return reason;
    }
}

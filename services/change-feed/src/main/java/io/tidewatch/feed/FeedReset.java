package io.tidewatch.feed;

import java.util.Set;
import java.util.TreeSet;

/**
 * A cursor that cannot be followed any more: whoever holds it has missed changes and begins again with a snapshot.
 * On the wire: 410 with the problem type {@code feed-reset}.
 */
public final class FeedReset extends RuntimeException {

    /** Slug of the problem type. */
    public static final String SLUG = "feed-reset";

    /** Why the cursor cannot be followed. */
    public enum Reason {
        /** It is of another epoch of the feed, from before a restore. */
        FOREIGN_EPOCH,
        /** It lies beyond the newest change: the feed was set back without a new epoch. */
        BEYOND_HEAD,
        /** What came after it is not kept any more. */
        BELOW_FLOOR,
        /** It is not a cursor of this feed. */
        UNREADABLE,
        /** The provider did not say. */
        UNKNOWN
    }

    private final transient Set<Integer> partitions;
    private final Reason reason;

    /**
     * @param partitions those whose cursors cannot be followed; empty when that is not known
     * @param reason     why
     */
    public FeedReset(Set<Integer> partitions, Reason reason) {
        super("feed reset (" + reason + ") of partitions "
                + (partitions.isEmpty() ? "unknown" : new TreeSet<>(partitions)));
        this.partitions = Set.copyOf(partitions);
        this.reason = reason;
    }

    /** The partitions to begin again; empty when not known, then all that were asked for. */
    public Set<Integer> partitions() {
        return partitions;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}

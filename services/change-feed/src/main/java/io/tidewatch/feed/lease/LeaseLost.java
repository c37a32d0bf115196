package io.tidewatch.feed.lease;

/** This replica does not hold the lease, or no longer does: another may work on the partition. Nothing was written. */
public final class LeaseLost extends RuntimeException {

    /**
     * @param consumer  the consumer of the lease
     * @param partition 0 to 64
     */
    public LeaseLost(String consumer, int partition) {
        super("lease of " + consumer + " on partition " + partition + " is not held by this replica");
    }
}

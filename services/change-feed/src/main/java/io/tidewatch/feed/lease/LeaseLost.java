package io.tidewatch.feed.lease;

/** This replica does not hold the lease (any more): somebody else may work on the partition. Nothing was written. */
public final class LeaseLost extends RuntimeException {

    /**
     * @param consumer  whose lease
     * @param partition 0 to 64
     */
    public LeaseLost(String consumer, int partition) {
        super("lease of " + consumer + " on partition " + partition + " is not held by this replica");
    }
}

package io.tidewatch.feed.lease;

/**
 * The right of this replica to work on a partition.
 *
 * @param partition 0 to 64
 * @param epoch     rises with every take-over; tells this right from an older one of the same replica
 */
public record Lease(int partition, long epoch) {}

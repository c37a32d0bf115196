package io.tidewatch.feed.lease;

import java.util.Collection;

/**
 * The right of this replica to work on a partition.
 *
 * @param partition 0 to 64
 * @param epoch     rises with every take-over; distinguishes this lease from an older one of the same replica
 */
public record Lease(int partition, long epoch) {

    static Short[] partitions(Collection<Lease> leases) {
        return leases.stream().map(l -> (short) l.partition()).toArray(Short[]::new);
    }

    static Long[] epochs(Collection<Lease> leases) {
        return leases.stream().map(Lease::epoch).toArray(Long[]::new);
    }
}

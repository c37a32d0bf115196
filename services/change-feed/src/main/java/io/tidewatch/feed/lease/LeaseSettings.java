package io.tidewatch.feed.lease;

import java.time.Duration;
import java.util.Objects;

/**
 * How a replica takes part in the sharing of partitions.
 *
 * @param consumer name under which the replicas of a service share partitions, such as {@code rules-engine}
 * @param owner    this replica: the instance id, unique; also the {@code application_name} of its fenced transactions
 * @param term     how long a lease lasts without renewal
 * @param beat     how often leases are renewed and free ones claimed; at most half of the term
 */
public record LeaseSettings(String consumer, String owner, Duration term, Duration beat) {

    /** A term of 12 s, renewed every 3 s: a frozen replica is replaced within 20 s. */
    public LeaseSettings(String consumer, String owner) {
        this(consumer, owner, Duration.ofSeconds(12), Duration.ofSeconds(3));
    }

    public LeaseSettings {
        Objects.requireNonNull(consumer, "consumer");
        Objects.requireNonNull(owner, "owner");
        if (beat.multipliedBy(2).compareTo(term) > 0) {
            throw new IllegalArgumentException("the beat must be at most half of the term");
        }
    }
}

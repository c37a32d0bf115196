package io.tidewatch.feed.lease;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps this replica's fair share of the 65 partitions of one consumer: renews its leases, takes free ones, takes over
 * those of replicas that stopped, gives surplus back when another replica joins.
 *
 * <p>Holding a lease here is a hint; what protects the data is {@link Fenced}.
 */
public final class LeaseKeeper {

    /**
     * @param pool     the database of this service
     * @param vertx    for the heartbeat
     * @param settings who and how often
     */
    public LeaseKeeper(Pool pool, Vertx vertx, LeaseSettings settings) {}

    /** Begins to take part. Does not wait for the first leases and does not fail when the database is away. */
    public void start() {}

    /** Gives all leases back, so that others need not wait for their end. Completes when that is done or has failed. */
    public Uni<Void> stop() {
        return Uni.createFrom().voidItem();
    }

    /** The leases held, by partition; those that could not be renewed in time are left out. */
    public Map<Integer, Lease> held() {
        return Map.of();
    }

    /** The lease of a partition, if held. */
    public Optional<Lease> held(int partition) {
        return Optional.ofNullable(held().get(partition));
    }

    /** An item whenever leases were won or lost; never ends before {@link #stop()}. */
    public Multi<Map<Integer, Lease>> changes() {
        return Multi.createFrom().empty();
    }

    /** Transactions under these leases. */
    public Fenced fenced() {
        return new Fenced();
    }
}

package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * Follows one feed: reads the partitions whose leases this replica holds, and applies what it reads.
 * Several consumers (one per provider) share one {@link LeaseKeeper}.
 */
public final class FeedConsumer {

    /**
     * @param pool      the database of this service
     * @param vertx     for pauses
     * @param leases    which partitions this replica works on; started and stopped by the caller
     * @param transport the way to the provider
     * @param handler   what to do with the changes
     * @param settings  what to follow
     */
    public FeedConsumer(
            Pool pool,
            Vertx vertx,
            LeaseKeeper leases,
            FeedTransport transport,
            FeedHandler handler,
            FeedConsumerSettings settings) {}

    /** Begins to follow, in the background. */
    public void start() {}

    /** Ends after the transaction that is open now. Stop all consumers, then the lease keeper. */
    public Uni<Void> stop() {
        return Uni.createFrom().voidItem();
    }

    /** The worst of all partitions held; {@link FeedStatus#CATCHING_UP} while none is. */
    public FeedStatus status() {
        return FeedStatus.CATCHING_UP;
    }

    /** How one partition stands; {@link FeedStatus#CATCHING_UP} when it is not held. */
    public FeedStatus status(int partition) {
        return FeedStatus.CATCHING_UP;
    }
}

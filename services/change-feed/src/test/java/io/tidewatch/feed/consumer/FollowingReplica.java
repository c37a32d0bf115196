package io.tidewatch.feed.consumer;

import io.tidewatch.feed.TestDatabase;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseSettings;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One replica of a consumer with short terms. */
final class FollowingReplica implements AutoCloseable {

    final LeaseKeeper leases;
    final FeedConsumer consumer;
    /** How often the consumer said that it applied changes. */
    final AtomicInteger applied = new AtomicInteger();

    FollowingReplica(TestDatabase database, Pool pool, String owner, FeedTransport transport, FeedHandler handler) {
        this(database, pool, owner, transport, handler, Set.of("account"));
    }

    FollowingReplica(
            TestDatabase database,
            Pool pool,
            String owner,
            FeedTransport transport,
            FeedHandler handler,
            Set<String> types) {
        leases = new LeaseKeeper(
                pool,
                database.vertx(),
                new LeaseSettings("follower", owner, Duration.ofMillis(1500), Duration.ofMillis(200)));
        consumer = new FeedConsumer(
                pool,
                database.vertx(),
                leases,
                transport,
                handler,
                new FeedConsumerSettings(
                        "follower",
                        "provider",
                        types,
                        50,
                        3,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(500)));
        consumer.onApplied(applied::incrementAndGet);
        leases.start();
        consumer.start();
    }

    @Override
    public void close() {
        consumer.stop().await().atMost(TestDatabase.SOON);
        leases.stop().await().atMost(TestDatabase.SOON);
    }
}

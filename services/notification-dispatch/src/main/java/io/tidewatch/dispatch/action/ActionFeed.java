package io.tidewatch.dispatch.action;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tidewatch.access.ServiceToken;
import io.tidewatch.dispatch.DispatchConfig;
import io.tidewatch.dispatch.StartOrder;
import io.tidewatch.feed.consumer.FeedConsumer;
import io.tidewatch.feed.consumer.FeedConsumerSettings;
import io.tidewatch.feed.consumer.FeedStatus;
import io.tidewatch.feed.consumer.HttpFeedTransport;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseSettings;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Follows the feed of the rules engine. While the engine is away, this service starts and works with what it has. */
@ApplicationScoped
public class ActionFeed {

    private static final String CONSUMER = "notification-dispatch";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

    private final LeaseKeeper leases;
    private final FeedConsumer consumer;

    public ActionFeed(
            Pool pool,
            Vertx vertx,
            ActionIntake intake,
            ServiceToken token,
            ActionFeedConfig config,
            DispatchConfig dispatch,
            MeterRegistry meters) {
        leases = new LeaseKeeper(pool, vertx, new LeaseSettings(CONSUMER, dispatch.instanceId()));
        consumer = new FeedConsumer(
                pool,
                vertx,
                leases,
                new HttpFeedTransport(vertx, config.url(), token::bearer),
                intake,
                new FeedConsumerSettings(CONSUMER, ActionIntake.PROVIDER, ActionIntake.TYPES));
        consumer.showIn(meters);
    }

    /** The state of this replica's consumer. */
    public FeedStatus status() {
        return consumer.status();
    }

    void start(@Observes @Priority(StartOrder.WORK) StartupEvent event) {
        leases.start();
        consumer.start();
    }

    void stop(@Observes ShutdownEvent event) {
        consumer.stop()
                .onFailure()
                .recoverWithNull()
                .chain(leases::stop)
                .await()
                .atMost(STOP_TIMEOUT);
    }
}

package io.tidewatch.engine.following;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.ServiceToken;
import io.tidewatch.engine.bundle.BundleActivation;
import io.tidewatch.engine.bundle.WatchedRules;
import io.tidewatch.engine.judging.JudgingLoop;
import io.tidewatch.engine.portfolio.PortfolioLoop;
import io.tidewatch.engine.review.ReviewLoop;
import io.tidewatch.engine.schedule.ScheduleLoop;
import io.tidewatch.feed.consumer.FeedConsumer;
import io.tidewatch.feed.consumer.FeedConsumerSettings;
import io.tidewatch.feed.consumer.FeedHandler;
import io.tidewatch.feed.consumer.FeedStatus;
import io.tidewatch.feed.consumer.HttpFeedTransport;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseSettings;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Starts and stops this replica's share of the work: leases, both feeds, the judging of accounts and of the portfolio, reviews of
 * thresholds, changes of schedules, and rules in ConfigMaps.
 */
@ApplicationScoped
class Following {

    private static final Logger LOG = Logger.getLogger(Following.class);

    /** Name under which the replicas share partitions, and under which cursors are stored. */
    private static final String CONSUMER = "rules-engine";

    private final FollowingConfig config;
    private final JudgingLoop loop;
    private final PortfolioLoop portfolio;
    private final ReviewLoop reviews;
    private final ScheduleLoop schedules;
    private final WatchedRules rules;
    private final BundleActivation activation;
    private final LeaseKeeper leases;
    private final FeedConsumer ingestion;
    private final FeedConsumer dispatch;

    Following(
            Pool pool,
            Vertx vertx,
            FollowingConfig config,
            ServiceToken token,
            IngestionHandler ingestionHandler,
            DispatchHandler dispatchHandler,
            JudgingLoop loop,
            PortfolioLoop portfolio,
            ReviewLoop reviews,
            ScheduleLoop schedules,
            WatchedRules rules,
            BundleActivation activation,
            MeterRegistry meters) {
        this.config = config;
        this.loop = loop;
        this.portfolio = portfolio;
        this.reviews = reviews;
        this.schedules = schedules;
        this.rules = rules;
        this.activation = activation;
        this.leases = new LeaseKeeper(
                pool, vertx, new LeaseSettings(CONSUMER, config.instance(), config.leaseTerm(), config.leaseBeat()));
        this.ingestion = consumer(
                pool,
                vertx,
                token,
                config.accountIngestion(),
                ingestionHandler,
                IngestionHandler.PROVIDER,
                IngestionHandler.TYPES);
        this.dispatch = consumer(
                pool,
                vertx,
                token,
                config.notificationDispatch(),
                dispatchHandler,
                DispatchHandler.PROVIDER,
                DispatchHandler.TYPES);
        ingestion.onApplied(loop::wake);
        dispatch.onApplied(loop::wake);
        ingestion.showIn(meters);
        dispatch.showIn(meters);
    }

    private FeedConsumer consumer(
            Pool pool,
            Vertx vertx,
            ServiceToken token,
            URI address,
            FeedHandler handler,
            String provider,
            Set<String> types) {
        return new FeedConsumer(
                pool,
                vertx,
                leases,
                new HttpFeedTransport(vertx, address, token::bearer),
                handler,
                new FeedConsumerSettings(CONSUMER, provider, types));
    }

    void onStart(@Observes StartupEvent event) {
        // Compiling the rules takes many seconds; until then, the replicas that can judge keep all partitions.
        activation.firstFollowed().subscribe().with(done -> leases.start());
        ingestion.start();
        dispatch.start();
        loop.start(leases, this::feedsAreRead);
        portfolio.start(leases);
        reviews.start(leases);
        schedules.start(leases);
        rules.start(leases);
    }

    void onStop(@Observes ShutdownEvent event) {
        loop.stop();
        portfolio.stop();
        reviews.stop();
        schedules.stop();
        rules.stop();
        try {
            Uni.combine()
                    .all()
                    .unis(ingestion.stop(), dispatch.stop())
                    .discardItems()
                    .await()
                    .atMost(config.stopLimit());
        } catch (RuntimeException late) {
            LOG.warnf("The feeds did not stop in time: %s", late);
        }
        try {
            leases.stop().await().atMost(config.stopLimit());
        } catch (RuntimeException late) {
            LOG.warnf("The leases were not released; they will expire: %s", late);
        }
    }

    /** Whether both feeds are read up to some seconds ago, or their providers cannot be reached. */
    private boolean feedsAreRead(int partition) {
        return ingestion.status(partition) != FeedStatus.CATCHING_UP
                && dispatch.status(partition) != FeedStatus.CATCHING_UP;
    }
}

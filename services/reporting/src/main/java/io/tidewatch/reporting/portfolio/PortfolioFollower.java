package io.tidewatch.reporting.portfolio;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.ServiceToken;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.consumer.FeedConsumer;
import io.tidewatch.feed.consumer.FeedConsumerSettings;
import io.tidewatch.feed.consumer.FeedStatus;
import io.tidewatch.feed.consumer.HttpFeedTransport;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseSettings;
import io.tidewatch.reporting.portfolio.ReadModelHandler.Writing;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Reads the feeds of account-ingestion and rules-engine, and stores how far it has read. */
@ApplicationScoped
public class PortfolioFollower {

    private static final Logger LOG = Logger.getLogger(PortfolioFollower.class);
    private static final String CONSUMER = "reporting";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

    private final Vertx vertx;
    private final ReadingProgress progress;
    private final Duration progressInterval;
    private final LeaseKeeper leases;
    private final Map<Provider, FeedConsumer> consumers = new EnumMap<>(Provider.class);
    private final AtomicBoolean noting = new AtomicBoolean();
    private long timer;

    public PortfolioFollower(
            Pool pool,
            Vertx vertx,
            ServiceToken token,
            PeersConfig peers,
            PortfolioConfig config,
            ReadingProgress progress,
            UnreadableChanges unreadable,
            ObjectMapper json,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.progress = progress;
        this.progressInterval = config.progressInterval();
        this.leases = new LeaseKeeper(pool, vertx, new LeaseSettings(CONSUMER, config.instanceId()));
        Map<Provider, Map<String, Writing<?>>> writings = Map.of(
                Provider.ACCOUNT_INGESTION, AccountChanges.WRITINGS,
                Provider.RULES_ENGINE, RuleChanges.WRITINGS);
        Map<Provider, URI> addresses = Map.of(
                Provider.ACCOUNT_INGESTION, peers.accountIngestion().url(),
                Provider.RULES_ENGINE, peers.rulesEngine().url());
        for (Provider provider : Provider.values()) {
            consumers.put(
                    provider,
                    new FeedConsumer(
                            pool,
                            vertx,
                            leases,
                            new HttpFeedTransport(vertx, addresses.get(provider), token::bearer),
                            new ReadModelHandler(provider, writings.get(provider), json, progress, unreadable),
                            settings(provider, config)));
        }
        consumers.values().forEach(consumer -> consumer.showIn(meters));
    }

    private static FeedConsumerSettings settings(Provider provider, PortfolioConfig config) {
        Duration freshness = config.maxWait().multipliedBy(3);
        return new FeedConsumerSettings(
                CONSUMER,
                provider.service(),
                provider.types(),
                500,
                500,
                config.maxWait(),
                freshness,
                config.retryAtMost());
    }

    void onStart(@Observes StartupEvent event) {
        leases.start();
        consumers.values().forEach(FeedConsumer::start);
        timer = vertx.setPeriodic(progressInterval.toMillis(), tick -> noteProgress());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        try {
            Uni.join()
                    .all(consumers.values().stream().map(FeedConsumer::stop).toList())
                    .andCollectFailures()
                    .onFailure()
                    .recoverWithItem(List.of())
                    .flatMap(stopped -> leases.stop())
                    .await()
                    .atMost(STOP_LIMIT);
        } catch (RuntimeException e) {
            LOG.warn("The feed consumers did not stop in time; their leases will expire.", e);
        }
    }

    private void noteProgress() {
        if (!noting.compareAndSet(false, true)) {
            return;
        }
        Uni.join()
                .all(consumers.entrySet().stream()
                        .map(entry -> progress.noteCaughtUp(entry.getKey(), caughtUp(entry.getValue())))
                        .toList())
                .andCollectFailures()
                .subscribe()
                .with(noted -> noting.set(false), failure -> {
                    noting.set(false);
                    LOG.warnf("Failed to store the positions in the feeds: %s", failure);
                });
    }

    private static List<Integer> caughtUp(FeedConsumer consumer) {
        return IntStream.range(0, Partitions.COUNT)
                .filter(partition -> consumer.status(partition) == FeedStatus.CAUGHT_UP)
                .boxed()
                .toList();
    }
}

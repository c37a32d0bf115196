package io.tidewatch.engine.bundle;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.recurring.RecurringWork;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Rules from labelled ConfigMaps, where Kubernetes runs the service and {@code tidewatch.rules.watch.enabled} is set. All replicas watch;
 * the one that owns the control partition acts. Judging and readiness do not depend on it. When it is off, nothing of the Kubernetes
 * client is loaded.
 */
@ApplicationScoped
public class WatchedRules {

    private static final Logger LOG = Logger.getLogger(WatchedRules.class);

    private final Vertx vertx;
    private final RulesConfig config;
    private final BundleStore store;
    private RecurringWork rounds;
    private volatile Open open;
    private volatile String unusable;

    WatchedRules(Vertx vertx, RulesConfig config, BundleStore store) {
        this.vertx = vertx;
        this.config = config;
        this.store = store;
    }

    private record Open(KubernetesClient client, ConfigMapWatch watch, ConfigMapRules rules) {}

    /** Begins to watch, if it is enabled. */
    public void start(LeaseKeeper leases) {
        if (config.watch().enabled()) {
            rounds = new RecurringWork(
                    "Watching ConfigMaps with rules", vertx, config.folderInterval(), () -> round(leases));
            rounds.start();
        }
    }

    /** No more rounds, and no connection to the API server. */
    public void stop() {
        if (rounds != null) {
            rounds.stop();
            close();
        }
    }

    /** Whether the ConfigMaps count, not the rules folder. The folder counts, too, where the service cannot or may not read ConfigMaps. */
    boolean isInCharge() {
        Open now = open;
        return config.watch().enabled()
                && unusable == null
                && (now == null || !now.watch().isDenied());
    }

    /** Why rules in ConfigMaps are not taken over at present, in a sentence; empty when they are, or are not watched at all. */
    Optional<String> trouble() {
        return Optional.ofNullable(unusable)
                .or(() -> Optional.ofNullable(open).flatMap(now -> now.rules().trouble()));
    }

    private Uni<Void> round(LeaseKeeper leases) {
        return Uni.createFrom()
                .item(() -> opened())
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(now -> now == null ? Uni.createFrom().voidItem() : round(leases, now));
    }

    private static Uni<Void> round(LeaseKeeper leases, Open now) {
        return leases.held(Partitions.CONTROL).isPresent()
                ? now.rules().round()
                : Uni.createFrom().voidItem().invoke(now.watch()::look);
    }

    /** Null where there is nothing to watch. */
    private synchronized Open opened() {
        if (open == null && unusable == null) {
            KubernetesClient client = new KubernetesClientBuilder()
                    // The watch tries again by itself; retries of the client would only hide why.
                    .withConfig(
                            new ConfigBuilder().withRequestRetryBackoffLimit(0).build())
                    .withHttpClientFactory(new VertxHttpClientFactory(vertx.getDelegate()))
                    .build();
            if (client.getNamespace() == null) {
                client.close();
                unusable =
                        "tidewatch.rules.watch.enabled needs the token of a service account of Kubernetes, and there is none."
                                + " The rules folder counts.";
                LOG.warn(unusable);
            } else {
                open = watching(client);
            }
        }
        return open;
    }

    private Open watching(KubernetesClient client) {
        RulesConfig.Watch settings = config.watch();
        ConfigMapWatch watch = new ConfigMapWatch(client, settings.release(), settings.quiet());
        ConfigMapStatus status = new ConfigMapStatus(client, Clock.systemUTC());
        return new Open(
                client,
                watch,
                new ConfigMapRules(watch, status, store, settings.required().orElse(List.of())));
    }

    private synchronized void close() {
        if (open != null) {
            open.watch().close();
            open.client().close();
        }
    }
}

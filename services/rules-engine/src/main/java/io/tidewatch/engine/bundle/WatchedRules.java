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

/**
 * Rules from labelled ConfigMaps, where Kubernetes runs the service and {@code tidewatch.rules.watch.enabled} is set. All replicas watch;
 * the one that owns the control partition acts. Judging and readiness do not depend on it. When it is off, nothing of the Kubernetes
 * client is loaded.
 */
@ApplicationScoped
public class WatchedRules {

    private final Vertx vertx;
    private final RulesConfig config;
    private final BundleStore store;
    private RecurringWork rounds;
    private volatile Open open;

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

    /** Whether the ConfigMaps count, not the rules folder. The folder counts, too, where the service may not read ConfigMaps. */
    boolean isInCharge() {
        Open now = open;
        return config.watch().enabled() && (now == null || !now.watch().isDenied());
    }

    /** Why rules in ConfigMaps are not taken over at present, in a sentence; empty when they are, or are not watched at all. */
    Optional<String> trouble() {
        return Optional.ofNullable(open).flatMap(now -> now.rules().trouble());
    }

    private Uni<Void> round(LeaseKeeper leases) {
        return Uni.createFrom()
                .item(() -> opened())
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(now -> leases.held(Partitions.CONTROL).isPresent()
                        ? now.rules().round()
                        : Uni.createFrom().voidItem().invoke(now.watch()::look));
    }

    private synchronized Open opened() {
        if (open == null) {
            KubernetesClient client = new KubernetesClientBuilder()
                    // The watch repeats what failed, with pauses that grow; the client's own retries would only hide
                    // why.
                    .withConfig(
                            new ConfigBuilder().withRequestRetryBackoffLimit(0).build())
                    .withHttpClientFactory(new VertxHttpClientFactory(vertx.getDelegate()))
                    .build();
            ConfigMapWatch watch = new ConfigMapWatch(
                    client, config.watch().release(), config.watch().quiet());
            open = new Open(
                    client,
                    watch,
                    new ConfigMapRules(
                            watch,
                            new ConfigMapStatus(client, Clock.systemUTC()),
                            store,
                            config.watch().required().orElse(List.of())));
        }
        return open;
    }

    private synchronized void close() {
        if (open != null) {
            open.watch().close();
            open.client().close();
        }
    }
}

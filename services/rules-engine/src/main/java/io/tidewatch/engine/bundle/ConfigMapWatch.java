package io.tidewatch.engine.bundle;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.tidewatch.problem.FailureText;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Watches the ConfigMaps of one namespace that have the label of an installation. While the API server is away, the ConfigMaps are
 * those that were seen last; the client tries again at growing intervals, for ever, and lists them anew when it must.
 */
final class ConfigMapWatch implements AutoCloseable {

    /** The label that selects ConfigMaps; its value is the name of the installation. */
    static final String RULES = "tidewatch.io/rules";

    private static final Logger LOG = Logger.getLogger(ConfigMapWatch.class);

    /** Connections end as a matter of course; only an interruption of this length is reported. */
    private static final long LOST_NANOS = Duration.ofMinutes(1).toNanos();

    private final SharedIndexInformer<ConfigMap> informer;
    private final String namespace;
    private final long quietNanos;
    private final AtomicLong changes = new AtomicLong();
    private volatile long changedAtNanos = System.nanoTime();
    private volatile long watchingAtNanos = System.nanoTime();
    private volatile boolean denied;
    private volatile String trouble;

    /**
     * Begins to watch; does not wait for the API server.
     *
     * @param client for the namespace of the service
     * @param release value of the label {@link #RULES}
     * @param quiet for how long nothing must have changed; one upgrade changes several ConfigMaps
     */
    ConfigMapWatch(KubernetesClient client, String release, Duration quiet) {
        this.namespace = client.getNamespace();
        this.quietNanos = quiet.toNanos();
        this.informer = client.configMaps()
                .inNamespace(namespace)
                .withLabel(RULES, release)
                .runnableInformer(0)
                .exceptionHandler((started, failure) -> report(failure))
                .addEventHandler(new Changes());
        informer.start();
    }

    /**
     * ConfigMaps between two changes.
     *
     * @param change counts the changes of files; greater when there was one
     * @param maps ordered by name
     */
    record Settled(long change, List<ConfigMap> maps) {}

    /** The ConfigMaps; empty before they were listed, and while they are being changed. */
    Optional<Settled> settled() {
        if (!informer.hasSynced()) {
            return Optional.empty();
        }
        look();
        long change = changes.get();
        if (System.nanoTime() - changedAtNanos < quietNanos) {
            return Optional.empty();
        }
        return Optional.of(new Settled(
                change,
                informer.getStore().list().stream()
                        .sorted(Comparator.comparing(map -> map.getMetadata().getName()))
                        .toList()));
    }

    /** Why the ConfigMaps are not watched at present, in a sentence; empty when they are. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Whether the API server does not permit the service to list the ConfigMaps. */
    boolean isDenied() {
        return denied;
    }

    private boolean report(Throwable failure) {
        Optional<Integer> code = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .filter(KubernetesClientException.class::isInstance)
                .map(cause -> ((KubernetesClientException) cause).getCode())
                .filter(status -> status > 0)
                .findFirst();
        denied = code.filter(status -> status == 401 || status == 403).isPresent();
        trouble(
                denied
                        ? "The service account may not list and watch ConfigMaps in the namespace " + namespace
                                + ". Give it a Role, or set rbac.create in the chart; until then, the rules folder counts."
                        : "The API server of Kubernetes cannot be reached: " + FailureText.of(failure));
        return true;
    }

    /** Notes whether the connection is there; to be called now and then. */
    void look() {
        if (!informer.hasSynced()) {
            return;
        }
        long now = System.nanoTime();
        if (informer.isWatching()) {
            denied = false;
            watchingAtNanos = now;
            trouble(null);
        } else if (now - watchingAtNanos > LOST_NANOS && trouble == null) {
            trouble("The API server of Kubernetes cannot be reached; the ConfigMaps are those that were seen last.");
        }
    }

    private void trouble(String now) {
        if (now == null && trouble != null) {
            LOG.infof("ConfigMaps with rules are watched in the namespace %s", namespace);
        } else if (now != null && !now.equals(trouble)) {
            LOG.warnf("ConfigMaps with rules are not watched, will retry: %s", now);
        }
        trouble = now;
    }

    @Override
    public void close() {
        informer.stop();
    }

    private final class Changes implements ResourceEventHandler<ConfigMap> {

        @Override
        public void onAdd(ConfigMap map) {
            changed();
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap now) {
            // The outcome that the service wrote is not a change.
            if (!ConfigMapFiles.sameFiles(before, now)) {
                changed();
            }
        }

        @Override
        public void onDelete(ConfigMap map, boolean unknown) {
            changed();
        }

        private void changed() {
            changedAtNanos = System.nanoTime();
            changes.incrementAndGet();
        }
    }
}

package io.tidewatch.engine.bundle;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes the rules in ConfigMaps the active bundle once they are valid, as those of a folder, and writes the outcome back. Only a change
 * counts: a bundle that a person activated since stays active. Rounds must not overlap, and only one replica may have them.
 */
final class ConfigMapRules {

    private static final Logger LOG = Logger.getLogger(ConfigMapRules.class);

    private final ConfigMapWatch watch;
    private final ConfigMapStatus status;
    private final BundleStore store;
    private final Set<String> required;
    private ConfigMapFiles files;
    private long readChange = -1;
    private boolean stored;
    private boolean first = true;
    private volatile String missing;

    /** @param required names of ConfigMaps without which nothing is changed: rules without a part of them would be other rules */
    ConfigMapRules(ConfigMapWatch watch, ConfigMapStatus status, BundleStore store, List<String> required) {
        this.watch = watch;
        this.status = status;
        this.store = store;
        this.required = Set.copyOf(required);
    }

    /** Why the ConfigMaps were not read, in a sentence; empty when they were. */
    Optional<String> trouble() {
        return watch.trouble().or(() -> Optional.ofNullable(missing));
    }

    /** Takes over what changed, and writes back what is known of it. Does nothing while ConfigMaps are being changed. */
    Uni<Void> round() {
        return Uni.createFrom()
                .item(() -> complete())
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(settled -> settled.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : outcome()
                                .emitOn(Infrastructure.getDefaultWorkerPool())
                                .invoke(outcome -> outcome.ifPresent(
                                        known -> status.write(settled.get().maps(), known, files.holders())))
                                .replaceWithVoid());
    }

    private Optional<ConfigMapWatch.Settled> complete() {
        Optional<ConfigMapWatch.Settled> settled = watch.settled().filter(found -> isComplete(found.maps()));
        settled.filter(found -> found.change() != readChange).ifPresent(found -> {
            files = ConfigMapFiles.of(found.maps());
            stored = false;
            readChange = found.change();
        });
        return settled;
    }

    private boolean isComplete(List<ConfigMap> maps) {
        Set<String> names =
                maps.stream().map(map -> map.getMetadata().getName()).collect(Collectors.toSet());
        String now = null;
        if (!names.containsAll(required)) {
            now = "The rules stay as they are until these ConfigMaps exist and have the label " + ConfigMapWatch.RULES
                    + ": "
                    + required.stream()
                            .filter(name -> !names.contains(name))
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
        } else if (maps.isEmpty()) {
            now = "No ConfigMap has the label " + ConfigMapWatch.RULES + ".";
        }
        if (now != null && !now.equals(missing)) {
            LOG.warn(now);
        }
        missing = now;
        return now == null;
    }

    private Uni<Optional<ConfigMapOutcome>> outcome() {
        if (files.bundle() == null) {
            return Uni.createFrom().item(Optional.of(ConfigMapOutcome.unreadable(files.problems())));
        }
        String hash = files.bundle().hash();
        return take().flatMap(done -> store.checked(hash))
                .map(checked -> checked.flatMap(known -> ConfigMapOutcome.of(hash, known)));
    }

    private Uni<Void> take() {
        if (stored) {
            return Uni.createFrom().voidItem();
        }
        String hash = files.bundle().hash();
        return store.receive(files.bundle(), first)
                .invoke(isNew -> {
                    if (isNew) {
                        LOG.infof("Found bundle %s in the ConfigMaps", hash);
                    }
                    stored = true;
                    first = false;
                })
                .replaceWithVoid();
    }
}

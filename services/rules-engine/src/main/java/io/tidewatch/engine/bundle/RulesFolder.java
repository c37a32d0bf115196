package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Watches the rules folder: a changed bundle becomes active once it is valid. Only a change counts, so a bundle that a
 * person activated since stays active, and two replicas with different folders do not fight. Where {@link WatchedRules} are in charge,
 * the folder serves an installation that has no rules yet.
 */
@ApplicationScoped
class RulesFolder {

    private static final Logger LOG = Logger.getLogger(RulesFolder.class);

    private final BundleStore store;
    private final RulesConfig config;
    private final WatchedRules watched;
    private volatile String seen;
    private volatile String unusable;

    RulesFolder(BundleStore store, RulesConfig config, WatchedRules watched) {
        this.store = store;
        this.config = config;
        this.watched = watched;
    }

    /** Why the folder is not a valid bundle; empty when it is one. */
    Optional<String> unusable() {
        return Optional.ofNullable(unusable);
    }

    /** Stores the bundle of the folder, if it is new. */
    Uni<Void> round() {
        if (config.folder().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(() -> read(config.folder().get()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(found -> found.filter(bundle -> !bundle.hash().equals(seen))
                        .map(this::changed)
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Void> changed(RuleBundle bundle) {
        return store.pointer()
                .flatMap(pointer -> watched.isInCharge() && pointer.folder() != null
                        ? Uni.createFrom().voidItem()
                        : take(bundle));
    }

    private Uni<Void> take(RuleBundle bundle) {
        return store.receive(bundle, seen == null)
                .invoke(isNew -> {
                    if (isNew) {
                        LOG.infof("Found bundle %s in the rules folder", bundle.hash());
                    }
                    seen = bundle.hash();
                })
                .replaceWithVoid();
    }

    private Optional<RuleBundle> read(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                return nothing("There is no folder " + folder + ".");
            }
            RuleBundle bundle = RuleBundle.read(folder);
            if (bundle.files().isEmpty()) {
                return nothing("The folder " + folder + " contains no rules.");
            }
            unusable = null;
            return Optional.of(bundle);
        } catch (BundleRefusedException refused) {
            return nothing(refused.problems().get(0).describe());
        } catch (UncheckedIOException broken) {
            return nothing("The folder " + folder + " cannot be read: " + broken.getMessage());
        }
    }

    private Optional<RuleBundle> nothing(String why) {
        if (!why.equals(unusable)) {
            LOG.warnf("Could not load a bundle from the rules folder: %s", why);
        }
        unusable = why;
        return Optional.empty();
    }
}

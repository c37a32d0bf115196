package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.model.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.compile.CompiledBundle;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Brings a wanted bundle to work: its catalogue is handed to account-ingestion, and when all values are there all
 * replicas change over. Whatever goes wrong on the way, the active bundle stays active.
 */
@ApplicationScoped
class BundleActivation {

    private static final Logger LOG = Logger.getLogger(BundleActivation.class);

    private final BundleStore store;
    private final CompiledBundles compiled;
    private final CatalogueClient catalogues;

    BundleActivation(BundleStore store, CompiledBundles compiled, CatalogueClient catalogues) {
        this.store = store;
        this.compiled = compiled;
        this.catalogues = catalogues;
    }

    /**
     * Asks for a bundle to become active.
     *
     * @throws ProblemException {@code bundle-not-valid} when it did not pass its check (yet)
     */
    Uni<Void> want(BundleEntity bundle) {
        return switch (bundle.state) {
            case CANDIDATE, REFUSED ->
                Uni.createFrom()
                        .failure(new ProblemException(
                                BundleProblem.BUNDLE_NOT_VALID,
                                bundle.state == BundleState.REFUSED
                                        ? "The bundle was refused; its problems say why."
                                        : "The bundle is still being checked; try again when its state is VALIDATED."));
            default -> store.want(bundle.hash);
        };
    }

    /** One step: follow the active bundle, and bring a wanted one nearer. */
    Uni<Void> round() {
        return store.pointer().flatMap(pointer -> follow(pointer.active())
                .flatMap(done ->
                        pointer.wanted() == null ? Uni.createFrom().voidItem() : bringNearer(pointer.wanted())));
    }

    private Uni<Void> follow(String active) {
        boolean same = active == null
                || compiled.active()
                        .map(CompiledBundle::hash)
                        .filter(active::equals)
                        .isPresent();
        return same
                ? Uni.createFrom().voidItem()
                : compiled.load(active)
                        .invoke(bundle -> {
                            compiled.switchTo(active);
                            LOG.infof("Judging with bundle %s", active);
                        })
                        .replaceWithVoid();
    }

    private Uni<Void> bringNearer(String wanted) {
        return compiled.load(wanted)
                .flatMap(bundle -> store.sharesCatalogueWithActive(wanted)
                        .flatMap(same -> same
                                ? Uni.createFrom().item(CatalogueClient.Answer.READY)
                                : catalogues.handOver(bundle.catalogue())))
                .flatMap(answer -> switch (answer) {
                    case READY -> store.activate(wanted).flatMap(done -> follow(wanted));
                    case NOT_YET -> Uni.createFrom().voidItem();
                    case REFUSED ->
                        store.giveUp(
                                wanted,
                                List.of(new Fault()
                                        .pointer("metrics")
                                        .detail("account-ingestion does not accept the metric definitions.")));
                });
    }
}

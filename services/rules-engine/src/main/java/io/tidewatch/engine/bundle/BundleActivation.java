package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.model.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.compile.CompiledBundle;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Activates bundles that were asked for: hands the catalogue to account-ingestion and, when all values are computed, makes
 * all replicas judge with the bundle. If a step fails, the active bundle stays active.
 */
@ApplicationScoped
public class BundleActivation {

    private static final Logger LOG = Logger.getLogger(BundleActivation.class);

    private final BundleStore store;
    private final CompiledBundles compiled;
    private final CatalogueClient catalogues;
    private final RunsToCancel toCancel;
    private final CompletableFuture<Void> followed = new CompletableFuture<>();

    BundleActivation(BundleStore store, CompiledBundles compiled, CatalogueClient catalogues, RunsToCancel toCancel) {
        this.store = store;
        this.compiled = compiled;
        this.catalogues = catalogues;
        this.toCancel = toCancel;
    }

    /**
     * Asks for a bundle to become active.
     *
     * @param cancelRuns whether to cancel the open runs of the bundle that is active now
     * @throws ProblemException {@code bundle-not-valid} when it did not pass its check (yet)
     */
    Uni<Void> want(BundleEntity bundle, boolean cancelRuns) {
        return switch (bundle.state) {
            case CANDIDATE, REFUSED -> Uni.createFrom().failure(BundleProblem.notValid(bundle.state));
            // The runs first: if the caller gets no answer, the request can be repeated.
            default ->
                (cancelRuns ? cancelRunsOfOther(bundle.hash) : Uni.createFrom().voidItem())
                        .flatMap(done -> store.want(bundle.hash));
        };
    }

    private Uni<Void> cancelRunsOfOther(String hash) {
        return store.pointer()
                .flatMap(pointer -> pointer.active() == null || pointer.active().equals(hash)
                        ? Uni.createFrom().voidItem()
                        : toCancel.mark(null, pointer.active(), "The rules were replaced.")
                                .replaceWithVoid());
    }

    /**
     * Deletes a bundle.
     *
     * @throws ProblemException {@code bundle-in-use} when it was active or is asked for
     */
    Uni<Void> delete(BundleEntity bundle) {
        return store.delete(bundle.hash)
                .invoke(deleted -> {
                    if (!deleted) {
                        throw new ProblemException(
                                BundleProblem.BUNDLE_IN_USE,
                                "The bundle was active or is to be activated; it is kept to explain its decisions.");
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Completes when this replica judges with the active bundle for the first time, or has found that there is none or that it cannot
     * be compiled now.
     */
    public Uni<Void> firstFollowed() {
        return Uni.createFrom().completionStage(followed);
    }

    /** Whether {@link #firstFollowed()} has completed. */
    boolean hasFollowed() {
        return followed.isDone();
    }

    /** One round: judges with the active bundle, and does the next step for a bundle that was asked for. */
    Uni<Void> round() {
        return store.pointer()
                .call(pointer -> follow(pointer.active()))
                .onTermination()
                .invoke(() -> followed.complete(null))
                .flatMap(pointer -> pointer.wanted() == null ? Uni.createFrom().voidItem() : prepare(pointer.wanted()));
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

    /** Whether the active bundle judges by all kinds of record of another one with the same catalogue. */
    private boolean isJudgedByAlready(CompiledBundle bundle) {
        return compiled.active()
                .filter(active -> active.judgedKinds().containsAll(bundle.judgedKinds()))
                .isPresent();
    }

    private Uni<Void> prepare(String wanted) {
        return compiled.load(wanted)
                .flatMap(bundle -> store.sharesCatalogueWithActive(wanted)
                        .flatMap(same -> same && isJudgedByAlready(bundle)
                                ? Uni.createFrom().item(CatalogueClient.Answer.READY)
                                : catalogues.handOver(bundle)))
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

package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.api.model.Fault;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.CompiledBundle;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Checks bundles that came in: they must compile, and all their scenarios must pass. Nothing else runs of them. */
@ApplicationScoped
class BundleChecking {

    private static final Logger LOG = Logger.getLogger(BundleChecking.class);
    private static final int MOST_PROBLEMS = 100;

    private final BundleStore store;
    private final CompiledBundles compiled;
    private final RulesConfig config;

    BundleChecking(BundleStore store, CompiledBundles compiled, RulesConfig config) {
        this.store = store;
        this.compiled = compiled;
        this.config = config;
    }

    /** Checks one bundle, if there is one to check. */
    Uni<Void> round() {
        return store.claimCandidate(config.checkLimit().plusSeconds(30))
                .flatMap(hash -> hash.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : store.files(hash.get()).flatMap(this::check));
    }

    private Uni<Void> check(RuleBundle bundle) {
        return compiled.compile(bundle)
                .flatMap(candidate -> tryOut(bundle, candidate))
                .ifNoItem()
                .after(config.checkLimit())
                .fail()
                .onFailure(BundleRefusedException.class)
                .recoverWithUni(refused -> refuse(bundle, ((BundleRefusedException) refused).problems()))
                .onFailure(TimeoutException.class)
                .recoverWithUni(late -> refuse(
                        bundle,
                        List.of(new FileProblem(
                                "bundle",
                                0,
                                "Checking took longer than "
                                        + config.checkLimit().toSeconds() + " seconds.",
                                null))));
    }

    private Uni<Void> tryOut(RuleBundle bundle, CompiledBundle candidate) {
        return Uni.createFrom()
                .item(() -> ScenarioCheck.run(bundle, candidate))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(result -> {
                    if (!result.problems().isEmpty()) {
                        candidate.dispose();
                        return refuse(bundle, result.problems());
                    }
                    compiled.keep(candidate);
                    LOG.infof("Bundle %s is valid", bundle.hash());
                    return store.accept(
                            bundle.hash(),
                            candidate.catalogue().catalogueHash(),
                            candidate.thresholds().size(),
                            candidate.playbooks().size(),
                            result.scenarios());
                });
    }

    private Uni<Void> refuse(RuleBundle bundle, List<FileProblem> problems) {
        LOG.warnf("Bundle %s is refused: %s", bundle.hash(), problems.get(0).describe());
        return store.refuse(
                bundle.hash(),
                problems.stream()
                        .limit(MOST_PROBLEMS)
                        .map(BundleChecking::fault)
                        .toList());
    }

    static Fault fault(FileProblem problem) {
        return new Fault()
                .pointer(problem.file())
                .line(problem.line() > 0 ? problem.line() : null)
                .detail(problem.sentence())
                .suggestion(problem.suggestion());
    }
}

package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.api.model.Fault;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.cli.BundleCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Checks candidates: they must compile, and all their scenarios must pass. A candidate that exceeds the limits of its check
 * is refused. The attempt is stored before it starts, so a candidate that has ended replicas is not tried for ever.
 */
@ApplicationScoped
class BundleChecking {

    private static final Logger LOG = Logger.getLogger(BundleChecking.class);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final BundleStore store;
    private final CheckProcess process;
    private volatile String claimed;

    BundleChecking(BundleStore store, CheckProcess process) {
        this.store = store;
        this.process = process;
    }

    /** Checks one candidate, if there is one. */
    Uni<Void> round() {
        return store.returnInterrupted(List.of(fault(
                        "Three times, the replica that checked the bundle stopped. Upload the bundle again to have"
                                + " it checked once more.")))
                .flatMap(done -> store.claimCandidate(process.longest().plusSeconds(60)))
                .flatMap(hash -> hash.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : store.files(hash.get())
                                .invoke(() -> claimed = hash.get())
                                .flatMap(this::check)
                                .onTermination()
                                .invoke(() -> claimed = null));
    }

    /** Ends a check that is under way and gives its claim back, so that the bundle is checked after the next start. */
    void stop() {
        String hash = claimed;
        process.stop();
        if (hash != null) {
            try {
                store.release(hash).await().atMost(STOP_LIMIT);
            } catch (RuntimeException late) {
                LOG.warnf("The claim on bundle %s was not released: %s", hash, late);
            }
        }
    }

    private Uni<Void> check(RuleBundle bundle) {
        return Uni.createFrom()
                .item(() -> process.check(bundle))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // The service stops, or no process could be started: nothing is known of the bundle.
                .onFailure()
                .call(() -> store.release(bundle.hash()))
                .flatMap(outcome -> store(bundle.hash(), outcome));
    }

    private Uni<Void> store(String hash, CheckProcess.Outcome outcome) {
        if (outcome.failure() != null) {
            LOG.warnf("Bundle %s was refused: %s", hash, outcome.failure());
            return store.refuse(hash, true, 1, List.of(fault(outcome.failure())));
        }
        BundleCheck.Result result = outcome.result();
        if (!result.problems().isEmpty()) {
            LOG.warnf(
                    "Bundle %s was refused: %s", hash, result.problems().get(0).describe());
            return store.refuse(
                    hash,
                    false,
                    result.problemCount(),
                    result.problems().stream().map(BundleChecking::fault).toList());
        }
        LOG.infof("Bundle %s is valid", hash);
        return store.accept(hash, result.catalogueHash(), result.thresholds(), result.playbooks(), result.scenarios());
    }

    private static Fault fault(String sentence) {
        return new Fault().pointer("bundle").detail(sentence);
    }

    private static Fault fault(FileProblem problem) {
        return new Fault()
                .pointer(problem.file())
                .line(problem.line() > 0 ? problem.line() : null)
                .detail(problem.sentence())
                .suggestion(problem.suggestion());
    }
}

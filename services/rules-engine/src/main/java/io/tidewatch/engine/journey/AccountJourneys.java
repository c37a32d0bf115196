package io.tidewatch.engine.journey;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.api.model.AccountJourney;
import io.tidewatch.engine.api.model.StepOfJourney;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.metric.DayCount;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.journey.JourneyProgress;
import io.tidewatch.rule.journey.StepState;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Works out where accounts stand on their journeys, from their present facts; nothing of it is stored. */
@ApplicationScoped
class AccountJourneys {

    private static final Set<StepState> AHEAD = EnumSet.of(StepState.DUE, StepState.LATE, StepState.NOT_YET);

    private final Pool pool;
    private final FactStore facts;
    private final CompiledBundles bundles;
    private final BusinessTime time;

    AccountJourneys(Pool pool, FactStore facts, CompiledBundles bundles, BusinessTime time) {
        this.pool = pool;
        this.facts = facts;
        this.bundles = bundles;
        this.time = time;
    }

    /** Fails with {@code account-not-found}, or {@code unavailable} before any rules are active. */
    Uni<AccountJourney> of(String accountId) {
        CompiledBundle bundle = bundles.active()
                .orElseThrow(() -> new ProblemException(
                        RequestProblem.UNAVAILABLE, "No rules are active yet. Try again in a few seconds."));
        return time.now(pool).flatMap(now -> facts.load(pool, List.of(accountId))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(found -> of(accountId, found, bundle, now)));
    }

    private static AccountJourney of(String accountId, List<AccountFact> found, CompiledBundle bundle, Instant now) {
        if (found.isEmpty()) {
            throw new ProblemException(
                    JourneyProblem.ACCOUNT_NOT_FOUND,
                    "The rules engine has no facts of the account \"" + accountId + "\".");
        }
        List<JourneyProgress> steps =
                bundle
                        .progress(FactMapper.facts(found.getFirst(), bundle.catalogue(), DayCount.dayOf(now)), now)
                        .stream()
                        .sorted(Comparator.comparing(
                                JourneyProgress::dueOn, Comparator.nullsLast(Comparator.<LocalDate>naturalOrder())))
                        .toList();
        return new AccountJourney()
                .accountId(accountId)
                .bundleHash(bundle.hash())
                .judgedAt(now.atOffset(ZoneOffset.UTC))
                .steps(steps.stream().map(AccountJourneys::step).toList())
                .next(steps.stream()
                        .filter(step -> AHEAD.contains(step.state()))
                        .findFirst()
                        .map(AccountJourneys::step)
                        .orElse(null));
    }

    private static StepOfJourney step(JourneyProgress progress) {
        return new StepOfJourney()
                .journey(progress.journey().id())
                .step(progress.step().id())
                .name(progress.step().name())
                .state(progress.state().name())
                .dueOn(progress.dueOn())
                .reason(progress.reason())
                .guidance(progress.step().guidance())
                .thresholdId(progress.step().thresholdId());
    }
}

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
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.journey.JourneyProgress;
import io.tidewatch.rule.journey.OwnStep;
import io.tidewatch.rule.journey.StepState;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Works out where accounts stand on their journeys, from their present facts; nothing of it is stored. */
@ApplicationScoped
class AccountJourneys {

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
        CompiledBundle bundle = bundles.required();
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
        LocalDate today = DayCount.dayOf(now);
        AccountFacts facts = FactMapper.facts(found.getFirst(), bundle.catalogue(), today);
        Stream<StepOfJourney> own = facts.customer()
                ? OwnStep.of(facts.records(), today).stream().map(AccountJourneys::step)
                : Stream.empty();
        List<StepOfJourney> steps = Stream.concat(
                        bundle.progress(facts, now).stream().map(AccountJourneys::step), own)
                .sorted(Comparator.comparing(
                        StepOfJourney::getDueOn, Comparator.nullsLast(Comparator.<LocalDate>naturalOrder())))
                .toList();
        return new AccountJourney()
                .accountId(accountId)
                .bundleHash(bundle.hash())
                .judgedAt(now.atOffset(ZoneOffset.UTC))
                .steps(steps)
                .next(steps.stream()
                        .filter(step -> StepState.valueOf(step.getState()).isAhead())
                        .findFirst()
                        .orElse(null));
    }

    private static StepOfJourney step(JourneyProgress progress) {
        return new StepOfJourney()
                .journey(progress.journey().id())
                .step(progress.step().id())
                .name(progress.step().name())
                .task(progress.step().task())
                .state(progress.state().name())
                .dueOn(progress.dueOn())
                .metOn(progress.metOn())
                .reason(progress.reason())
                .guidance(progress.step().guidance())
                .thresholdId(progress.step().thresholdId());
    }

    private static StepOfJourney step(OwnStep own) {
        return new StepOfJourney()
                .plan(own.plan())
                .step(own.recordId())
                .name(own.name())
                .state(own.state().name())
                .dueOn(own.dueOn())
                .metOn(own.metOn())
                .reason(own.reason());
    }
}

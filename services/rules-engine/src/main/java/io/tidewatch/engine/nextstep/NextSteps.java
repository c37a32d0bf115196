package io.tidewatch.engine.nextstep;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.api.model.NextStep;
import io.tidewatch.engine.api.model.NextStepPage;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.metric.DayCount;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.journey.JourneyProgress;
import io.tidewatch.rule.journey.OwnStep;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What people have to do for accounts: the open tasks of runs, what journeys ask for, and steps of single customers. Steps are
 * worked out from the present facts, so a page costs what judging its accounts costs.
 */
@ApplicationScoped
class NextSteps {

    private static final Comparator<NextStep> BY_DAY = Comparator.comparing(
                    NextStep::getDueOn, Comparator.nullsLast(Comparator.<LocalDate>naturalOrder()))
            .thenComparing(NextStep::getTitle);

    private final Pool pool;
    private final NextStepStore store;
    private final FactStore facts;
    private final CompiledBundles bundles;
    private final BusinessTime time;

    NextSteps(Pool pool, NextStepStore store, FactStore facts, CompiledBundles bundles, BusinessTime time) {
        this.pool = pool;
        this.store = store;
        this.facts = facts;
        this.bundles = bundles;
        this.time = time;
    }

    /**
     * The steps of a page of accounts.
     *
     * @param after id of the account before the first one
     * @param limit most accounts
     * @param owner whose steps; null for everybody's
     * @param dueBy the last day on which they are due; null for any
     * @return fails with {@code unavailable} before any rules are active
     */
    Uni<NextStepPage> page(String after, int limit, String owner, LocalDate dueBy) {
        CompiledBundle bundle = bundles.required();
        return time.now(pool).flatMap(now -> store.accounts(pool, after, limit, owner)
                .flatMap(ids -> facts.load(pool, ids).flatMap(found -> store.tasks(pool, ids)
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(tasks -> new NextStepPage()
                                .items(steps(found, tasks, bundle, now).stream()
                                        .filter(step -> isOf(owner, step) && isDueBy(dueBy, step))
                                        .toList())
                                .next(ids.size() < limit ? null : PageCursor.next(ids.getLast()))))));
    }

    private static boolean isOf(String owner, NextStep step) {
        return owner == null || owner.equalsIgnoreCase(step.getOwnerEmail());
    }

    private static boolean isDueBy(LocalDate dueBy, NextStep step) {
        return dueBy == null || step.getDueOn() != null && !step.getDueOn().isAfter(dueBy);
    }

    private static List<NextStep> steps(
            List<AccountFact> accounts, List<NextStepStore.Task> tasks, CompiledBundle bundle, Instant now) {
        Map<String, List<NextStepStore.Task>> byAccount =
                tasks.stream().collect(Collectors.groupingBy(NextStepStore.Task::accountId));
        List<NextStep> all = new ArrayList<>();
        for (AccountFact fact : accounts) {
            LocalDate today = DayCount.dayOf(now);
            AccountFacts known = FactMapper.facts(fact, bundle.catalogue(), today);
            List<OwnStep> own = known.customer() ? OwnStep.of(known.records(), today) : List.of();
            all.addAll(of(fact, bundle.progress(known, now), own, byAccount.getOrDefault(fact.accountId(), List.of())));
        }
        return all;
    }

    /** The steps of one account; that of a journey and its task are one. A task for steps of its own names none of them. */
    private static List<NextStep> of(
            AccountFact fact, List<JourneyProgress> progress, List<OwnStep> own, List<NextStepStore.Task> tasks) {
        Map<String, NextStepStore.Task> open = new HashMap<>();
        tasks.forEach(task -> open.putIfAbsent(task.playbook(), task));
        List<NextStep> steps = new ArrayList<>();
        for (JourneyProgress step : progress) {
            if (step.state().isAhead()) {
                NextStepStore.Task task = open.get(step.step().thresholdId());
                NextStep listed = task == null
                        ? new NextStep()
                                .audience(step.journey().owner().name())
                                .ownerEmail(fact.ownEmail(step.journey().owner()))
                        : task(fact, task);
                steps.add(listed.kind("JOURNEY_STEP")
                        .playbook(step.step().thresholdId())
                        .title(step.step().task())
                        .state(step.state().name())
                        .dueOn(step.dueOn())
                        .reason(step.reason())
                        .guidance(step.step().guidance()));
            }
        }
        Set<String> ofJourneys = steps.stream().map(NextStep::getPlaybook).collect(Collectors.toSet());
        tasks.stream()
                .filter(task -> !ofJourneys.contains(task.playbook()))
                .forEach(task -> steps.add(task(fact, task)));
        own.stream().filter(step -> step.state().isAhead()).forEach(step -> steps.add(own(fact, step)));
        steps.forEach(step ->
                step.accountId(fact.accountId()).accountName(fact.attributes().getName()));
        steps.sort(BY_DAY);
        return steps;
    }

    private static NextStep own(AccountFact fact, OwnStep step) {
        return new NextStep()
                .kind("OWN_STEP")
                .title(step.name())
                .state(step.state().name())
                .dueOn(step.dueOn())
                .audience(Audience.CSM.name())
                .ownerEmail(fact.ownEmail(Audience.CSM))
                .reason(step.reason());
    }

    private static NextStep task(AccountFact fact, NextStepStore.Task task) {
        Audience audience = Audience.valueOf(task.audience());
        return new NextStep()
                .kind("TASK")
                .title(task.title())
                .state("OPEN")
                .dueOn(DayCount.dayOf(task.dueAt()))
                .dueAt(task.dueAt().atOffset(ZoneOffset.UTC))
                .audience(task.audience())
                .ownerEmail(audience == Audience.CSM ? task.ownerEmail() : fact.ownEmail(audience))
                .playbook(task.playbook())
                .playbookName(task.playbookName())
                .runId(task.runId())
                .step(task.step());
    }
}

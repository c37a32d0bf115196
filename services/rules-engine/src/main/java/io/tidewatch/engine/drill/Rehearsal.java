package io.tidewatch.engine.drill;

import io.tidewatch.engine.api.model.ActionChange;
import io.tidewatch.engine.api.model.ActionDrill;
import io.tidewatch.engine.api.model.Drill;
import io.tidewatch.engine.api.model.DrillStep;
import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.ActionFactory;
import io.tidewatch.engine.run.DecidedRun;
import io.tidewatch.engine.run.RunDeciding;
import io.tidewatch.engine.run.RunMapper;
import io.tidewatch.engine.run.StepPlan;
import io.tidewatch.engine.run.StepRow;
import io.tidewatch.metric.DayCount;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.RunState;
import io.tidewatch.rule.judging.RunStep;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.EscalationDefinition;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.PlaybookDrill;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.Span;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Works out one drill: its result, and the actions that its messages are made of. Stores nothing; to be used once, on a worker thread. */
final class Rehearsal {

    /** The most messages of a drill. */
    static final int MOST_MESSAGES = 30;

    private static final String SENT = "SENT";
    private static final String WITHHELD = "WITHHELD";
    private static final String SKIPPED = "SKIPPED";

    private final CompiledBundle bundle;
    private final DrillPlan plan;
    private final AccountFact fact;
    private final AccountFacts facts;
    private final Instant openedAt;
    private final ActionDrill mark;
    private final RunDeciding runs;
    private final ActionFactory actions;
    private final FlagMapper flags;
    private final List<ActionChange> messages = new ArrayList<>();
    private final List<DrillStep> steps = new ArrayList<>();
    private final Map<String, DrillStep> reminders = new HashMap<>();

    /**
     * Prepares a drill.
     *
     * @param bundle the active one
     * @param fact the account of the drill
     * @param mark of its actions; its run opens when it was started
     */
    Rehearsal(
            CompiledBundle bundle,
            DrillPlan plan,
            AccountFact fact,
            ActionDrill mark,
            RunDeciding runs,
            ActionFactory actions,
            FlagMapper flags) {
        this.bundle = bundle;
        this.plan = plan;
        this.fact = fact;
        this.openedAt = mark.getStartedAt().toInstant();
        this.facts = FactMapper.facts(fact, bundle.catalogue(), DayCount.dayOf(openedAt));
        this.mark = mark;
        this.runs = runs;
        this.actions = actions;
        this.flags = flags;
    }

    /** Runs the playbook to its end. */
    Drill result() {
        Map<String, Instant> answers = plan.answers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, answer -> openedAt.plus(answer.getValue())));
        ThresholdDefinition threshold = plan.threshold();
        List<PlaybookDrill.Moment> moments = new PlaybookDrill(bundle.playbookEngine(answers), facts, answers.values())
                .run(plan.playbook(), threshold == null ? null : threshold.id(), openedAt);
        DecidedRun last = null;
        for (PlaybookDrill.Moment moment : moments) {
            last = decided(moment);
            for (PlannedAction action : last.actions()) {
                happens(action, last, moment.at());
            }
            for (String opened : moment.advance().opens()) {
                opens(opened, moment.at());
            }
        }
        PlaybookRun run = last.run().run();
        StepPlan.ahead(plan.playbook(), run, run.endsAt()).stream()
                .filter(row -> row.state().equals(SKIPPED))
                .forEach(row -> steps.add(step(row, row.dueAt()).state(SKIPPED).reason(row.reason())));
        steps.sort(Comparator.comparing(DrillStep::getAt));
        return drill(run, last);
    }

    /** One action for each message that {@link #result} says is sent, in order. */
    List<ActionChange> messages() {
        return messages;
    }

    private Drill drill(PlaybookRun run, DecidedRun last) {
        Instant endedAt = run.closedAt() == null ? run.endsAt() : run.closedAt();
        return new Drill()
                .id(mark.getId())
                .playbook(plan.playbook().id())
                .playbookName(plan.playbook().name())
                .by(mark.getRecipient())
                .bundleHash(bundle.hash())
                .startedAt(mark.getStartedAt())
                .endedAt(endedAt.atOffset(ZoneOffset.UTC))
                .outcome(run.status().name())
                .escalated(plan.playbook().escalations().stream()
                        .anyMatch(escalation ->
                                !escalation.inSequence() && run.doneSteps().contains(escalation.id())))
                .judgements(RunMapper.judgements(last.run()))
                .messages(messages.size())
                .steps(steps);
    }

    private DecidedRun decided(PlaybookDrill.Moment moment) {
        RunState state = new RunState(
                moment.advance().run(), bundle.hash(), fact.attributes().getCsmEmail(), null, null);
        return runs.opened(bundle, new RunStep(null, state, moment.advance().actions(), null), fact, flag(moment.at()));
    }

    /** The flag as it would be then; a drill does not ask whether its threshold is crossed. */
    private Flag flag(Instant at) {
        ThresholdDefinition threshold = plan.threshold();
        if (threshold == null) {
            return null;
        }
        ThresholdResult result = bundle.evaluate(List.of(facts), at).getFirst().of(threshold.id());
        Evidence evidence = result.outcome() == Outcome.RAISE
                ? result.evidence()
                : Evidence.without(
                        bundle.hash(),
                        threshold.id(),
                        "This is a drill, so \"" + threshold.name() + "\" is taken as raised.");
        FlagState state = new FlagState(
                fact.accountId(),
                threshold.id(),
                FlagStatus.RAISED,
                FlagStatus.RAISED,
                threshold.level(),
                threshold.level(),
                threshold.question(),
                1,
                1,
                openedAt,
                null,
                null,
                null,
                null,
                evidence);
        return flags.flag(new StoredFlag(state, threshold.metricId(), flags.evidence(null, evidence, at)));
    }

    private void happens(PlannedAction action, DecidedRun run, Instant at) {
        DrillStep earlier = reminders.get(action.step());
        if (earlier != null) {
            earlier.times(earlier.getTimes() + 1);
            return;
        }
        DrillStep step = step(StepPlan.done(action, at), at).message(action.messageId());
        steps.add(step);
        if (action.kind() == ActionKind.REMINDER) {
            reminders.put(action.step(), step.times(1));
        }
        if (action.kind() == ActionKind.TASK || action.kind() == ActionKind.ALERT) {
            step.dueAt(action.dueAt().atOffset(ZoneOffset.UTC));
        }
        if (action.kind() == ActionKind.CRM_UPDATE) {
            step.state(WITHHELD).reason("A drill changes nothing in the CRM.");
        } else if (action.kind() == ActionKind.SCHEDULE_CHANGE) {
            step.state(WITHHELD).reason("A drill changes no schedule.");
        } else if (messages.size() == MOST_MESSAGES) {
            step.state(WITHHELD).reason("A drill sends at most " + MOST_MESSAGES + " messages.");
        } else {
            step.state(SENT).actionId(action.actionId());
            messages.add(actions.action(action, run, bundle.catalogue(), at).drill(mark));
        }
    }

    private void opens(String playbookId, Instant at) {
        EscalationDefinition escalation = plan.playbook().escalations().stream()
                .filter(later -> playbookId.equals(later.opens()))
                .findFirst()
                .orElseThrow();
        steps.add(new DrillStep()
                .step(escalation.id())
                .kind("PLAYBOOK")
                .title(StepPlan.titleOfOpening(playbookId))
                .at(at.atOffset(ZoneOffset.UTC))
                .after(escalation.after().words())
                .state(WITHHELD)
                .reason("A drill opens no other playbook; drill \"" + playbookId + "\" by itself."));
    }

    private DrillStep step(StepRow row, Instant at) {
        return new DrillStep()
                .step(row.step())
                .kind(row.kind())
                .title(row.title())
                .audience(row.audience())
                .ownerEmail(fact.ownEmail(Audience.valueOf(row.audience())))
                .at(at.atOffset(ZoneOffset.UTC))
                .after(after(row.step(), at));
    }

    private String after(String step, Instant at) {
        return plan.playbook().escalations().stream()
                .filter(escalation -> Stream.concat(
                                Stream.of(escalation.id()),
                                escalation.actions().stream().map(action -> action.step()))
                        .anyMatch(step::equals))
                .findFirst()
                .map(escalation -> escalation.after().words())
                .orElseGet(() -> at.equals(openedAt) ? "at once" : Span.words(Duration.between(openedAt, at)));
    }
}

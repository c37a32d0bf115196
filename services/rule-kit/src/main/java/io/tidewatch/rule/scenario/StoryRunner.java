package io.tidewatch.rule.scenario;

import io.tidewatch.metric.DayCount;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunAdvance;
import io.tidewatch.rule.playbook.Touchpoint;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagChange;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs a story day by day with the same functions as the service, and records what happens. */
final class StoryRunner {
    private static final Instant DAY_ZERO = Instant.parse("2026-01-05T09:00:00Z");
    private static final String ACCOUNT = "account-of-the-story";

    private final CompiledBundle bundle;
    private final Story story;
    private final Subject subject;
    private final WorkBudget budget;
    private final Map<String, FlagState> flags = new TreeMap<>();
    private final Map<String, PlaybookRun> runs = new LinkedHashMap<>();
    private final Map<Integer, Story.Expected> happened = new TreeMap<>();
    private Map<String, ValueSpec> values = new HashMap<>();

    StoryRunner(CompiledBundle bundle, Story story, Subject subject, WorkBudget budget) {
        this.subject = subject;
        this.budget = budget;
        this.bundle = bundle;
        this.story = story;
    }

    /** Runs the story from its first day to its last. */
    void run() {
        for (int day = 0; day <= story.until(); day++) {
            if (story.values().containsKey(day)) {
                Map<String, ValueSpec> changed = new HashMap<>(values);
                changed.putAll(story.values().get(day));
                values = changed;
            }
            runDay(day);
        }
    }

    /** What happened, by day; days on which nothing did are left out. */
    Map<Integer, Story.Expected> happened() {
        return happened;
    }

    /** The runs that were opened, in order. */
    List<PlaybookRun> runs() {
        return List.copyOf(runs.values());
    }

    private void runDay(int day) {
        Instant now = DAY_ZERO.plus(Duration.ofDays(day));
        Story.Expected today =
                new Story.Expected(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<PlannedAction> actions = new ArrayList<>();
        List<FlagState> raisedAnew = new ArrayList<>();
        List<Touchpoint> touchpoints = touchpoints(day);
        budget.spend(bundle.thresholdRules());
        for (ThresholdResult result : bundle.evaluate(List.of(facts(now)), now)) {
            FlagState before = flags.get(result.thresholdId());
            FlagChange change = FlagTransition.apply(before, result, now);
            flags.put(result.thresholdId(), change.state());
            if (change.kind() == FlagChange.Kind.TRANSITION && subject.isAbout(result.thresholdId())) {
                note(change.state(), before, today);
            }
            if (change.raisedAnew(before)) {
                raisedAnew.add(change.state());
            }
        }
        runs.replaceAll((id, run) -> {
            FlagState flag = flags.get(run.thresholdId());
            boolean judged = run.open() || run.mayReopen(flag, now);
            budget.spend(judged ? bundle.combinations(touchpoints.size()) : 0);
            RunAdvance advance =
                    bundle.playbookEngine().advance(run, flag, touchpoints, acknowledgements(run, day), now);
            actions.addAll(advance.actions());
            return advance.run();
        });
        raisedAnew.forEach(flag -> open(flag, now, actions));
        actions.forEach(action -> today.actions().add(action.step()));
        if (!today.equals(Story.Expected.NOTHING)) {
            happened.put(day, today);
        }
    }

    /** The first look finds most flags clear or unknown; only what is raised then is news. */
    private static void note(FlagState flag, FlagState before, Story.Expected today) {
        switch (flag.status()) {
            case RAISED -> today.raised().add(flag.thresholdId());
            case CLEAR -> {
                if (before != null) {
                    today.cleared().add(flag.thresholdId());
                }
            }
            case UNKNOWN -> {
                if (before != null) {
                    today.unknown().add(flag.thresholdId());
                }
            }
        }
    }

    private void open(FlagState flag, Instant now, List<PlannedAction> actions) {
        for (RunAdvance opened : bundle.playbookEngine().open(flag, runs.values(), now)) {
            if (subject.namesOneOf(
                    bundle.playbookEngine().playbookOf(opened.run()).steps())) {
                runs.put(opened.run().runId(), opened.run());
                actions.addAll(opened.actions());
            }
        }
    }

    private AccountFacts facts(Instant now) {
        LocalDate today = DayCount.dayOf(now);
        Map<String, MetricValue> known = new HashMap<>();
        values.forEach((id, spec) -> known.put(
                id, spec.value(bundle.catalogue().metric(id).orElseThrow(), DayCount.dayOf(DAY_ZERO), today)));
        return new AccountFacts(ACCOUNT, story.attributes(), known);
    }

    private List<Touchpoint> touchpoints(int day) {
        List<Touchpoint> known = new ArrayList<>();
        for (Story.Meeting meeting : story.touchpoints()) {
            if (meeting.recordedDay() <= day) {
                known.add(new Touchpoint(
                        "touchpoint-" + known.size(),
                        ACCOUNT,
                        meeting.kind(),
                        meeting.meetingKind(),
                        meeting.status(),
                        meeting.direction(),
                        meeting.sponsor(),
                        at(meeting.day()),
                        meeting.answeredDay() == null ? null : at(meeting.answeredDay()),
                        meeting.answeredDay() == null ? null : Boolean.TRUE,
                        null,
                        at(meeting.recordedDay())));
            }
        }
        return known;
    }

    private List<Acknowledgement> acknowledgements(PlaybookRun run, int day) {
        return story.acknowledgements().stream()
                .filter(acknowledged -> acknowledged.day() <= day)
                .map(acknowledged ->
                        new Acknowledgement(run.runId(), acknowledged.step(), "a colleague", at(acknowledged.day())))
                .toList();
    }

    private static Instant at(int day) {
        return DAY_ZERO.plus(Duration.ofDays(day));
    }
}

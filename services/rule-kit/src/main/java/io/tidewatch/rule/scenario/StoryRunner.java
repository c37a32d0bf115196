package io.tidewatch.rule.scenario;

import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.judging.RunState;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.playbook.Touchpoint;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs a story day by day by the same function as the service, and records what happens. */
final class StoryRunner {
    private static final Instant DAY_ZERO = Instant.parse("2026-01-05T09:00:00Z");
    private static final String ACCOUNT = "account-of-the-story";

    private final CompiledBundle bundle;
    private final JudgingCore core;
    private final Story story;
    private final Subject subject;
    private final WorkBudget budget;
    private final StoryCare care;
    private final Map<Integer, Story.Expected> happened = new TreeMap<>();
    private AccountState state = AccountState.NEW;
    private Map<String, ValueSpec> values = new HashMap<>();

    StoryRunner(CompiledBundle bundle, Story story, Subject subject, WorkBudget budget) {
        this.subject = subject;
        this.budget = budget;
        this.bundle = bundle;
        this.core = new JudgingCore(bundle);
        this.story = story;
        this.care = new StoryCare(story, StoryRunner::at);
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
        return state.runs().stream().map(RunState::run).toList();
    }

    /** How the last run stands; null when none was opened. */
    RunStatus outcome() {
        return state.runs().isEmpty() ? null : state.runs().getLast().run().status();
    }

    /** What people could not have declared, as sentences. */
    List<String> refused() {
        return care.refused();
    }

    private void runDay(int day) {
        Instant now = at(day);
        state = care.declared(state, day);
        List<Touchpoint> touchpoints = touchpoints(day);
        List<AccountRecord> records = records(day);
        budget.spend(bundle.thresholdRules());
        // Any of them may be judged; a success may be withdrawn.
        state.runs().stream()
                .map(RunState::run)
                .filter(run -> run.open() || run.status() == RunStatus.SUCCEEDED)
                .forEach(run -> budget.spend(bundle.combinations(touchpoints.size() + records.size())));
        AccountInput account = new AccountInput(state, facts(now).with(records), touchpoints, acknowledgements(day));
        AccountStep step =
                core.step(List.of(account), now, care.maintenanceUntil(day)).getFirst();
        Story.Expected today = new Story.Expected(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
        step.flags().stream()
                .filter(flag ->
                        flag.transition() && subject.isAbout(flag.after().thresholdId()))
                .forEach(flag -> note(flag.after(), flag.before(), today));
        step.runs().stream()
                .filter(run -> isAbout(run.after()))
                .flatMap(run -> run.actions().stream())
                .forEach(action -> today.actions().add(action.step()));
        state = new AccountState(
                step.after().flags(),
                step.after().runs().stream().filter(this::isAbout).toList(),
                step.after().settled());
        if (!today.equals(Story.Expected.NOTHING)) {
            happened.put(day, today);
        }
    }

    private boolean isAbout(RunState run) {
        return subject.namesOneOf(bundle.playbookEngine().playbookOf(run.run()).steps());
    }

    /** The first look finds most flags clear or unknown; only what is raised then is news. */
    private static void note(FlagState flag, FlagState before, Story.Expected today) {
        switch (flag.status()) {
            case RAISED -> {
                today.raised().add(flag.thresholdId());
                today.levels().put(flag.thresholdId(), flag.level());
            }
            case CLEAR -> {
                if (before != null && before.status() != FlagStatus.CLEAR) {
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

    private List<AccountRecord> records(int day) {
        Map<List<String>, AccountRecord> known = new LinkedHashMap<>();
        story.records().stream()
                .filter(stated -> stated.from() <= day)
                .sorted(Comparator.comparing(Story.Stated::from))
                .map(Story.Stated::record)
                .forEach(record -> known.put(List.of(record.kind(), record.id()), record));
        return List.copyOf(known.values());
    }

    private List<Acknowledgement> acknowledgements(int day) {
        List<Acknowledgement> given = new ArrayList<>();
        for (RunState run : state.runs()) {
            story.acknowledgements().stream()
                    .filter(acknowledged -> acknowledged.day() <= day)
                    .map(acknowledged -> new Acknowledgement(
                            run.run().runId(), acknowledged.step(), "a colleague", at(acknowledged.day())))
                    .forEach(given::add);
        }
        return given;
    }

    /** The time of a day of a story. */
    static Instant at(int day) {
        return DAY_ZERO.plus(Duration.ofDays(day));
    }
}

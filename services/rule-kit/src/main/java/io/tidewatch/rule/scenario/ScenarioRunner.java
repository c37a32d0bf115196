package io.tidewatch.rule.scenario;

import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.example.MetricExamples;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tries out a compiled bundle on its own scenarios. A runner is for one run. */
public final class ScenarioRunner {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private static final int MOST_DIFFERENCES = 20;

    private final WorkBudget budget = new WorkBudget();
    private final RuleBundle files;
    private final CompiledBundle bundle;
    private final List<ScenarioResult> results = new ArrayList<>();
    private final Set<String> raised = new HashSet<>();
    private final Set<String> clear = new HashSet<>();
    private final Set<String> ended = new HashSet<>();

    private ScenarioRunner(RuleBundle files, CompiledBundle bundle) {
        this.files = files;
        this.bundle = bundle;
    }

    /** Runs every scenario of a bundle that was compiled from {@code files}. Takes milliseconds per scenario. */
    public static ScenarioReport run(RuleBundle files, CompiledBundle bundle) {
        return new ScenarioRunner(files, bundle).run();
    }

    private ScenarioReport run() {
        ProblemList problems = new ProblemList();
        Set<String> thresholds = bundle.thresholds().stream()
                .map(ThresholdDefinition::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> steps = bundle.playbooks().stream()
                .flatMap(playbook -> playbook.steps().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        ScenarioFiles scenarios = new ScenarioFiles(bundle.catalogue(), thresholds, steps, problems);
        Map<String, String> examples = files.files(MetricExamples.FOLDER);
        files.files("scenarios").forEach((file, text) -> {
            if (!examples.containsKey(file)) {
                scenarios.read(file, text);
            }
        });
        List<String> tracked =
                bundle.catalogue().tracked().stream().map(MetricDefinition::id).toList();
        MetricExamples metrics = MetricExamples.run(examples, bundle.catalogue().language(), tracked, problems);
        if (!problems.isEmpty()) {
            return new ScenarioReport(List.of(), problems.sorted(), List.of());
        }
        scenarios
                .cases()
                .forEach(scenario -> bounded(
                        scenario.file(),
                        scenario.line(),
                        problems,
                        () -> runCase(scenario, scenarios.subject(scenario.file()))));
        scenarios
                .stories()
                .forEach(story -> bounded(
                        story.file(), story.line(), problems, () -> runStory(story, scenarios.subject(story.file()))));
        metrics.results()
                .forEach(example -> results.add(
                        new ScenarioResult(example.file(), example.line(), example.name(), example.differences())));
        boolean passed = problems.isEmpty() && results.stream().allMatch(ScenarioResult::passed);
        return new ScenarioReport(results, problems.sorted(), passed ? uncovered(metrics) : List.of());
    }

    /** Runs a scenario, or names it as the one at which the budget was used up; those after it do not run. */
    private void bounded(String file, int line, ProblemList problems, Runnable scenario) {
        if (!problems.isEmpty()) {
            return;
        }
        try {
            scenario.run();
        } catch (WorkBudget.ExceededException exceeded) {
            problems.add(file, line, exceeded.getMessage());
        }
    }

    private void runCase(ScenarioCase scenario, Subject subject) {
        budget.spend(bundle.thresholdRules());
        Map<String, MetricValue> values = new HashMap<>();
        scenario.values()
                .forEach((id, spec) -> values.put(
                        id,
                        spec.value(
                                bundle.catalogue().metric(id).orElseThrow(),
                                DayCount.dayOf(NOON),
                                DayCount.dayOf(NOON))));
        AccountFacts facts = new AccountFacts("account-of-the-case", scenario.attributes(), values);
        List<String> didRaise = new ArrayList<>();
        List<String> stayedRaised = new ArrayList<>();
        List<String> wasUnknown = new ArrayList<>();
        List<String> wasHealthy = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        for (ThresholdResult result : bundle.evaluate(List.of(facts), NOON).getFirst()) {
            if (!subject.isAbout(result.thresholdId())) {
                continue;
            }
            switch (result.outcome()) {
                case RAISE -> didRaise.add(result.thresholdId());
                case UNKNOWN -> wasUnknown.add(result.thresholdId());
                case STAYS ->
                    (scenario.before().contains(result.thresholdId()) ? stayedRaised : clear).add(result.thresholdId());
                case CLEAR, NOT_A_CUSTOMER -> clear.add(result.thresholdId());
            }
            if (result.level() == Level.HEALTHY) {
                wasHealthy.add(result.thresholdId());
            }
            String sentence = scenario.because().get(result.thresholdId());
            if (sentence != null
                    && result.outcome() == Outcome.RAISE
                    && !sentence.equals(result.evidence().sentence())) {
                differences.add("the reason should be \"" + sentence + "\" but is \""
                        + result.evidence().sentence() + "\".");
            }
        }
        raised.addAll(didRaise);
        didRaise.addAll(stayedRaised);
        didRaise.sort(null);
        compare("raised", scenario.raised(), didRaise, differences);
        if (scenario.unknown() != null) {
            compare("unknown", scenario.unknown(), wasUnknown, differences);
        }
        if (scenario.healthy() != null) {
            compare("healthy", scenario.healthy(), wasHealthy, differences);
        }
        results.add(new ScenarioResult(scenario.file(), scenario.line(), scenario.name(), differences));
    }

    private void runStory(Story story, Subject subject) {
        StoryRunner runner = new StoryRunner(bundle, story, subject, budget);
        runner.run();
        List<String> differences = new ArrayList<>();
        Set<Integer> days = new TreeSet<>(story.expected().keySet());
        days.addAll(runner.happened().keySet());
        for (int day : days) {
            Story.Expected expected = story.expected().getOrDefault(day, Story.Expected.NOTHING);
            Story.Expected happened = runner.happened().getOrDefault(day, Story.Expected.NOTHING);
            String on = "day " + day + ", ";
            compare(on + "raised", expected.raised(), happened.raised(), differences);
            compare(on + "cleared", expected.cleared(), happened.cleared(), differences);
            compare(on + "unknown", expected.unknown(), happened.unknown(), differences);
            compare(on + "actions", expected.actions(), happened.actions(), differences);
        }
        PlaybookRun last = runner.runs().isEmpty() ? null : runner.runs().getLast();
        RunStatus outcome = last == null ? null : last.status();
        if (outcome != story.outcome()) {
            differences.add("the run should be " + word(story.outcome()) + " but is " + word(outcome) + ".");
        }
        runner.runs().forEach(run -> ended.add(run.playbookId() + " " + run.status()));
        results.add(new ScenarioResult(story.file(), story.line(), story.name(), first(differences)));
    }

    /** The first differences; what follows from them is not of interest. */
    private static List<String> first(List<String> differences) {
        if (differences.size() <= MOST_DIFFERENCES) {
            return differences;
        }
        List<String> first = new ArrayList<>(differences.subList(0, MOST_DIFFERENCES));
        first.add("and " + (differences.size() - MOST_DIFFERENCES) + " more differences.");
        return first;
    }

    private static String word(RunStatus status) {
        return status == null ? "absent" : status.name();
    }

    private static void compare(String what, List<String> expected, List<String> actual, List<String> differences) {
        if (!expected.equals(actual)) {
            differences.add(what + " should be " + expected + " but is " + actual + ".");
        }
    }

    private List<String> uncovered(MetricExamples metrics) {
        List<String> uncovered = new ArrayList<>(metrics.withoutExample());
        for (ThresholdDefinition threshold : bundle.thresholds()) {
            if (!raised.contains(threshold.id())) {
                uncovered.add("No scenario raises the threshold '" + threshold.id() + "'.");
            }
            if (!clear.contains(threshold.id())) {
                uncovered.add("No scenario has known values that do not raise the threshold '" + threshold.id() + "'.");
            }
        }
        for (PlaybookDefinition playbook : bundle.playbooks()) {
            for (RunStatus end : List.of(RunStatus.SUCCEEDED, RunStatus.FAILED)) {
                if (!ended.contains(playbook.id() + " " + end)) {
                    uncovered.add("No story ends a run of the playbook '" + playbook.id() + "' as " + end + ".");
                }
            }
        }
        return uncovered;
    }
}

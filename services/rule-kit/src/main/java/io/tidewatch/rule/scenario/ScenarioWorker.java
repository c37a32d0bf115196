package io.tidewatch.rule.scenario;

import io.tidewatch.metric.example.MetricExamples;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.compile.RuleCoverage;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Runs scenarios one by one and notes what they cover. For one thread. */
final class ScenarioWorker {
    private static final int MOST_DIFFERENCES = 20;
    private static final List<RunStatus> ENDS = List.of(RunStatus.SUCCEEDED, RunStatus.FAILED);

    private final CompiledBundle bundle;
    /** Null when it does not matter what is covered. */
    private final RuleCoverage coverage;
    /** The same of the thresholds of the portfolio. */
    private final RuleCoverage portfolioCoverage;

    private final CaseRunner cases;
    private final CaseRunner portfolioCases;
    private final Set<String> raised = new HashSet<>();
    private final Set<String> clear = new HashSet<>();
    private final Set<String> ended = new HashSet<>();

    ScenarioWorker(CompiledBundle given, boolean withCoverage) {
        CompiledBundle portfolio = given.portfolio().bundle();
        this.coverage = withCoverage ? new RuleCoverage(given) : null;
        this.portfolioCoverage = withCoverage ? new RuleCoverage(portfolio) : null;
        this.bundle = withCoverage ? coverage.watched() : given;
        this.cases = new CaseRunner(bundle);
        this.portfolioCases = new CaseRunner(withCoverage ? portfolioCoverage.watched() : portfolio);
    }

    /** Adds what another one covers. */
    void add(ScenarioWorker other) {
        raised.addAll(other.raised);
        clear.addAll(other.clear);
        ended.addAll(other.ended);
        if (coverage != null) {
            coverage.add(other.coverage);
            portfolioCoverage.add(other.portfolioCoverage);
        }
    }

    /** Runs a case. */
    ScenarioResult run(ScenarioCase scenario, Subject subject, WorkBudget budget) {
        budget.spend(bundle.thresholdRules());
        if (coverage != null) {
            coverage.countOnly(subject::isAbout, playbook -> false);
            portfolioCoverage.countOnly(subject::isAbout, playbook -> false);
        }
        CaseRunner runner = scenario.ofPortfolio() ? portfolioCases : cases;
        Map<String, CaseRunner.Seen> seen = runner.run(scenario, subject::isAbout);
        List<String> differences = new ArrayList<>();
        compare("raised", scenario.raised(), those(seen, CaseRunner.Seen::raised), differences);
        if (scenario.unknown() != null) {
            compare("unknown", scenario.unknown(), those(seen, CaseRunner.Seen::unknown), differences);
        }
        if (scenario.healthy() != null) {
            compare("healthy", scenario.healthy(), those(seen, CaseRunner.Seen::healthy), differences);
        }
        seen.forEach((id, threshold) -> {
            if (threshold.wrongReason(scenario, id)) {
                differences.add("the reason should be \"" + scenario.because().get(id) + "\" but is \""
                        + threshold.sentence() + "\".");
            }
            if (threshold.wrongLevel(scenario, id)) {
                differences.add("the level of '" + id + "' should be "
                        + scenario.levels().get(id) + " but is " + threshold.level() + ".");
            }
            if (threshold.fired()) {
                raised.add(id);
            } else if (!threshold.unknown() && !threshold.raised()) {
                clear.add(id);
            }
        });
        return new ScenarioResult(scenario.file(), scenario.line(), scenario.name(), differences);
    }

    private static List<String> those(Map<String, CaseRunner.Seen> seen, Predicate<CaseRunner.Seen> wanted) {
        return seen.keySet().stream().filter(id -> wanted.test(seen.get(id))).toList();
    }

    /** Runs a story. */
    ScenarioResult run(Story story, Subject subject, WorkBudget budget) {
        if (coverage != null) {
            coverage.countOnly(subject::isAbout, playbook -> subject.namesOneOf(steps(playbook)));
        }
        StoryRunner runner = new StoryRunner(bundle, story, subject, budget);
        runner.run();
        List<String> differences = new ArrayList<>(runner.refused());
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
            compareLevels(on, expected.levels(), happened.levels(), differences);
        }
        RunStatus outcome = runner.outcome();
        if (outcome != story.outcome()) {
            differences.add("the run should be " + word(story.outcome()) + " but is " + word(outcome) + ".");
        }
        runner.runs().forEach(run -> ended.add(run.playbookId() + " " + run.status()));
        return new ScenarioResult(story.file(), story.line(), story.name(), first(differences));
    }

    private List<String> steps(String playbookId) {
        return bundle.playbooks().stream()
                .filter(playbook -> playbook.id().equals(playbookId))
                .findFirst()
                .orElseThrow()
                .steps();
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

    /** Of a flag that is not raised on the day, another difference says so. */
    private static void compareLevels(
            String on, Map<String, Level> expected, Map<String, Level> actual, List<String> differences) {
        expected.forEach((id, level) -> {
            if (actual.containsKey(id) && actual.get(id) != level) {
                differences.add(
                        on + "the level of '" + id + "' should be " + level + " but is " + actual.get(id) + ".");
            }
        });
    }

    /** Adds what none of the scenarios covers, if it was noted. */
    void addUncovered(MetricExamples metrics, ProblemList uncovered) {
        if (coverage == null) {
            return;
        }
        metrics.withoutExample().forEach(sentence -> uncovered.add("scenarios", 0, sentence));
        for (JourneyDefinition journey : bundle.journeys()) {
            if (journey.steps().stream().noneMatch(step -> raised.contains(step.thresholdId()))) {
                uncovered.add(
                        journey.file(),
                        0,
                        "No scenario raises the threshold of a step of the journey '" + journey.id() + "'.");
            }
        }
        for (ThresholdDefinition threshold : Stream.concat(
                        bundle.thresholds().stream(), bundle.portfolio().thresholds().stream())
                .toList()) {
            if (threshold.origin() == Origin.JOURNEY) {
                continue;
            }
            if (!raised.contains(threshold.id())) {
                uncovered.add("scenarios", 0, "No scenario raises the threshold '" + threshold.id() + "'.");
            }
            if (!clear.contains(threshold.id())) {
                uncovered.add(
                        "scenarios",
                        0,
                        "No scenario has known values that do not raise the threshold '" + threshold.id() + "'.");
            }
        }
        Predicate<String> covered = threshold -> raised.contains(threshold) && clear.contains(threshold);
        uncovered.addAll(coverage.uncovered(covered, this::endsInBothWays));
        uncovered.addAll(portfolioCoverage.uncovered(covered, playbook -> false));
        for (PlaybookDefinition playbook : bundle.playbooks()) {
            if (playbook.origin() == Origin.JOURNEY) {
                continue;
            }
            for (RunStatus end : ENDS) {
                if (!ended.contains(playbook.id() + " " + end)) {
                    uncovered.add(
                            "scenarios",
                            0,
                            "No story ends a run of the playbook '" + playbook.id() + "' as " + end + ".");
                }
            }
        }
    }

    private boolean endsInBothWays(String playbook) {
        return ENDS.stream().allMatch(end -> ended.contains(playbook + " " + end));
    }
}

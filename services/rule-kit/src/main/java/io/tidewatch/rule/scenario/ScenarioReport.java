package io.tidewatch.rule.scenario;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import java.util.Comparator;
import java.util.List;

/**
 * How the scenarios of a bundle went.
 *
 * @param results every scenario, by file and line
 * @param unreadable problems of scenario files that could not be read, of rules that cannot be meant, or of a scenario that
 *     takes too much work
 * @param uncovered what no scenario covers, a threshold, a rule, a playbook or a metric; empty while a scenario fails, because a
 *     failing scenario covers nothing, and when nobody asked for it
 */
public record ScenarioReport(List<ScenarioResult> results, List<FileProblem> unreadable, List<FileProblem> uncovered) {
    public ScenarioReport {
        results = results.stream()
                .sorted(Comparator.comparing(ScenarioResult::file).thenComparingInt(ScenarioResult::line))
                .toList();
        unreadable = List.copyOf(unreadable);
        uncovered = List.copyOf(uncovered);
    }

    /** True when every scenario passed and everything is covered. */
    public boolean passed() {
        return problems().isEmpty();
    }

    /** All that is wrong, by file and line. */
    public List<FileProblem> problems() {
        ProblemList problems = new ProblemList();
        problems.addAll(unreadable);
        for (ScenarioResult result : results) {
            for (String difference : result.differences()) {
                problems.add(result.file(), result.line(), "'" + result.name() + "': " + difference);
            }
        }
        problems.addAll(uncovered);
        return problems.sorted();
    }
}

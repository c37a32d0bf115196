package io.tidewatch.rule.scenario;

import io.tidewatch.metric.reading.FileProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * How the scenarios of a bundle went.
 *
 * @param results every scenario, in the order of the files
 * @param unreadable problems of scenario files that could not be read
 * @param uncovered what no scenario covers, as plain sentences that name the id
 */
public record ScenarioReport(List<ScenarioResult> results, List<FileProblem> unreadable, List<String> uncovered) {
    public ScenarioReport {
        results = List.copyOf(results);
        unreadable = List.copyOf(unreadable);
        uncovered = List.copyOf(uncovered);
    }

    /** True when every scenario passed and everything is covered. */
    public boolean passed() {
        return problems().isEmpty();
    }

    /** All that is wrong, by file and line. */
    public List<FileProblem> problems() {
        List<FileProblem> problems = new ArrayList<>(unreadable);
        for (ScenarioResult result : results) {
            for (String difference : result.differences()) {
                problems.add(
                        new FileProblem(result.file(), result.line(), "'" + result.name() + "': " + difference, null));
            }
        }
        uncovered.forEach(sentence -> problems.add(new FileProblem("scenarios", 0, sentence, null)));
        return problems;
    }
}

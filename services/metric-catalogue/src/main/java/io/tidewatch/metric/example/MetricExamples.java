package io.tidewatch.metric.example;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.reading.ProblemList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The examples in {@code scenarios/metrics}: records, and what a metric is worth for them. They run without a database, with the evaluator
 * that the services use.
 *
 * @param results every example of a file without problems, in the order of the files
 * @param withoutExample metrics of which an example with a value or one without is missing, as sentences
 */
public record MetricExamples(List<ExampleResult> results, List<String> withoutExample) {
    /** Where the files are. */
    public static final String FOLDER = "scenarios/metrics";

    public MetricExamples {
        results = List.copyOf(results);
        withoutExample = List.copyOf(withoutExample);
    }

    /**
     * Reads and runs examples.
     *
     * @param files path → text, all of {@link #FOLDER}
     * @param language what defines the metrics
     * @param needed metrics that must have an example with a value and one without
     * @param problems receives each mistake of the files; then nothing runs
     */
    public static MetricExamples run(
            Map<String, String> files, CheckedLanguage language, Collection<String> needed, ProblemList problems) {
        int before = problems.size();
        List<MetricExample> examples = ExampleFiles.read(files, language, problems);
        if (problems.size() > before) {
            return new MetricExamples(List.of(), List.of());
        }
        ExampleRunner runner = new ExampleRunner(language);
        List<ExampleResult> results = examples.stream().map(runner::run).toList();
        return new MetricExamples(results, withoutExample(needed, results));
    }

    private static List<String> withoutExample(Collection<String> metrics, List<ExampleResult> results) {
        Map<Boolean, Set<String>> shown = results.stream()
                .collect(Collectors.partitioningBy(
                        ExampleResult::withValue, Collectors.mapping(ExampleResult::metric, Collectors.toSet())));
        List<String> missing = new ArrayList<>();
        for (String metric : new TreeSet<>(metrics)) {
            if (!shown.get(true).contains(metric)) {
                missing.add("The metric '" + metric + "' has no example with a value.");
            }
            if (!shown.get(false).contains(metric)) {
                missing.add("The metric '" + metric + "' has no example without a value.");
            }
        }
        return missing;
    }
}

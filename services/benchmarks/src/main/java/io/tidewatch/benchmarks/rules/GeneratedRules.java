package io.tidewatch.benchmarks.rules;

import io.tidewatch.rule.bundle.RuleBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A bundle of fifty metrics with one threshold each, {@code figure07 >= 90}, upon the records and shared words that the project ships. */
final class GeneratedRules {

    /** How many metrics and thresholds there are. */
    static final int THRESHOLDS = 50;

    /** The bound of the bundle that is judged with. */
    static final int BOUND = 90;

    private static final String METRIC = """
            id: %s
            name: Figure %s
            description: A figure of the benchmark.
            questions: [RENEW]
            type: LEADING
            focusArea: Expansion
            stages: [ADOPTION, ENGAGEMENT, RENEWAL]
            journeyStep: ADOPTION
            unit: NUMBER
            direction: CONTEXT
            status: TRACKED
            population: paying
            value: assigned + %d
            """;

    private static final String RULE = """
            rule "Figure %1$s is high"
                @threshold("%2$s-high") @level("AT_RISK") @question("RENEW")
                @because("The figure is {figure%1$s}.")
            when
                $account : Account( figure%1$s >= %3$d )
            then
                flags.raise($account, "%2$s-high");
            end
            """;

    private GeneratedRules() {}

    /** Id of a metric, from 0. */
    static String metric(int index) {
        return "figure-" + number(index);
    }

    /** The name of a metric in rules, from 0. */
    static String property(int index) {
        return "figure" + number(index);
    }

    /** Id of a threshold, from 0; their order is that of the metrics. */
    static String threshold(int index) {
        return metric(index) + "-high";
    }

    /**
     * The bundle whose thresholds have that bound.
     *
     * @param rules the folder that the project ships
     */
    static RuleBundle bundle(Path rules, int bound) throws IOException {
        Map<String, String> files = new TreeMap<>();
        files.put("shared.yaml", Files.readString(rules.resolve("shared.yaml")));
        try (var records = Files.list(rules.resolve("records"))) {
            for (Path record : records.toList()) {
                files.put("records/" + record.getFileName(), Files.readString(record));
            }
        }
        StringBuilder drl = new StringBuilder("package rules;\n");
        for (int index = 0; index < THRESHOLDS; index++) {
            files.put("metrics/" + metric(index) + ".yaml", METRIC.formatted(metric(index), number(index), index));
            drl.append(RULE.formatted(number(index), metric(index), bound));
        }
        files.put("thresholds/figures.drl", drl.toString());
        return RuleBundle.of(files);
    }

    private static String number(int index) {
        return "%02d".formatted(index);
    }
}

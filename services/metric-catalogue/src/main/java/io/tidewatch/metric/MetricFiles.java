package io.tidewatch.metric;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the files of {@code rules/metrics}. Their structure is in metric.schema.yaml. */
final class MetricFiles {
    private static final YamlSchema SCHEMA = YamlSchema.of(MetricFiles.class, "metric.schema.yaml");

    private MetricFiles() {}

    static Catalogue read(Map<String, String> files, ProblemList problems) {
        List<MetricDefinition> metrics = new ArrayList<>();
        Map<String, String> fileOfId = new HashMap<>();
        new TreeMap<>(files)
                .forEach((file, text) -> SCHEMA.read(file, text, problems).ifPresent(part -> {
                    part.checkName(".yaml", problems);
                    MetricDefinition metric = part.as(MetricDefinition.class);
                    for (String key : List.of("numerator", "denominator", "anchor", "measure")) {
                        checkKind(part.part(key), metric.kind(), problems);
                    }
                    String other = fileOfId.putIfAbsent(metric.id(), file);
                    if (other == null) {
                        metrics.add(metric);
                    } else {
                        problems.add(
                                file, part.line("id"), "The metric '" + metric.id() + "' is already in " + other + ".");
                    }
                }));
        return new Catalogue(metrics);
    }

    private static void checkKind(YamlPart part, MetricKind kind, ProblemList problems) {
        MeasureUse use = part.as(MeasureUse.class);
        if (use != null && !use.measure().kinds().contains(kind)) {
            problems.add(
                    part.file(),
                    part.line("name"),
                    "The measure " + use.measure() + " cannot be used in a metric of kind " + kind + ".");
        }
    }
}

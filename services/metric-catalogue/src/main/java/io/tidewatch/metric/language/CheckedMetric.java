package io.tidewatch.metric.language;

import java.util.Set;

/**
 * A metric without mistakes.
 *
 * @param syntax what its file says
 * @param type type of its value
 * @param adds whether values of accounts can be added up to that of a group
 * @param kinds the kinds of record that it reads itself
 * @param metrics the metrics that it reads
 * @param fromReporting whether reporting computes it; else account-ingestion does
 */
public record CheckedMetric(
        MetricSyntax syntax, Type type, boolean adds, Set<String> kinds, Set<String> metrics, boolean fromReporting) {
    public CheckedMetric {
        kinds = Set.copyOf(kinds);
        metrics = Set.copyOf(metrics);
    }
}

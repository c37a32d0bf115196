package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.CheckedMetric;
import io.tidewatch.metric.language.RecordField;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One metric, compiled.
 *
 * @param slot its value as people see it
 * @param value its formula
 * @param population which accounts count; null for all
 * @param populationReads the slots that the population reads
 * @param populationClocks how the population depends on the as-of day itself
 * @param anchorClocks where the value counts days from or to the as-of day: how the other day, and the population, depend on the as-of
 *     day itself; null where it counts none
 * @param numerator the left side of the formula's root if that is a division; null otherwise
 * @param denominator the right side
 * @param measures the measures that it reaches, by name, in an order in which each comes after those it reads
 * @param named the measures that the formula itself names
 * @param splits the measures that are split by a field: the name of the measure → the label of a record or subject
 * @param amounts the measures that are money
 * @param kinds the kinds of record that it reads, also through other metrics
 */
record MetricPlan(
        CheckedMetric metric,
        int slot,
        Node value,
        Node population,
        List<Integer> populationReads,
        List<Footprint.Clock> populationClocks,
        List<Footprint.Clock> anchorClocks,
        Node numerator,
        Node denominator,
        Map<String, Integer> measures,
        List<String> named,
        Map<String, Label> splits,
        Set<String> amounts,
        Set<Integer> kinds) {
    /**
     * What a measure is split by.
     *
     * @param value the field of the record or subject
     * @param field what it is
     */
    record Label(Node value, RecordField field) {}

    String id() {
        return metric.syntax().id();
    }
}

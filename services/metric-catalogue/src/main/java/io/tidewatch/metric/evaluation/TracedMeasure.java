package io.tidewatch.metric.evaluation;

import java.util.List;

/**
 * How a measure of a metric came about.
 *
 * @param name as the definition calls it
 * @param reason why it has no value, as far as something says so; null where it has one
 * @param subjects of a measure over subjects, those that it counted: the id of a record, the value of a field, or the first and last day of
 *     a week; empty for the other measures
 * @param records what it counted, by kind; nothing of a measure that reads others, or has no value
 */
public record TracedMeasure(
        String name, MeasureValue value, String reason, List<String> subjects, List<TracedRecords> records) {
    public TracedMeasure {
        subjects = List.copyOf(subjects);
        records = List.copyOf(records);
    }
}

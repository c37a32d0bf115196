package io.tidewatch.metric.evaluation;

import java.util.List;

/**
 * The records of one kind that a measure of a metric counted.
 *
 * @param rows their places in the history, in the order in which they count, each once; of a measure over subjects, the records that make
 *     the subjects it counted, and those that their aggregates counted
 */
public record TracedRecords(String kind, List<Integer> rows) {
    public TracedRecords {
        rows = List.copyOf(rows);
    }
}

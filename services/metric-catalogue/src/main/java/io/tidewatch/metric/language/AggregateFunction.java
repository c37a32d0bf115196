package io.tidewatch.metric.language;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How many records, or subjects, become one value. */
public enum AggregateFunction {
    /** How many there are. */
    COUNT,
    SUM,
    MEAN,
    MEDIAN,
    /** The value of the earliest record; with {@code number: n}, of the n-th different day. */
    FIRST,
    /** The value of the latest record. */
    LAST,
    /** How many different values there are. */
    DISTINCT,
    /** How many subjects in a row, counted back from the last one, meet a condition. */
    STREAK,
    /** Change per step of a straight line through the subjects' values. */
    SLOPE,
    /** Standard deviation divided by the mean. */
    VARIATION;

    /** The key in a file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> keys() {
        return Stream.of(values()).map(AggregateFunction::key).toList();
    }
}

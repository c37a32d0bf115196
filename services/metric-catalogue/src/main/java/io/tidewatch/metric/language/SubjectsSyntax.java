package io.tidewatch.metric.language;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Things within an account that are looked at one by one: records of a kind, groups of records with an equal field, or weeks.
 *
 * @param each the kind; {@link #WEEK} for blocks of seven days back from the as-of day
 * @param field the field whose equal values make a group; null when each record is a subject
 * @param last how many blocks; 0 unless {@code each} is {@link #WEEK}
 * @param time which of them by time
 * @param with aggregates for each of them
 * @param where which of them; null means all
 */
public record SubjectsSyntax(
        Place place,
        Mention each,
        String field,
        int last,
        TimeClause time,
        Map<String, MeasureSyntax.Aggregate> with,
        Formula where) {
    /** The word for blocks of seven days. */
    public static final String WEEK = "week";

    public SubjectsSyntax {
        with = Collections.unmodifiableMap(new LinkedHashMap<>(with));
    }

    /** Whether the subjects are blocks of days and not records. */
    public boolean areWeeks() {
        return each.name().equals(WEEK);
    }
}

package io.tidewatch.metric.language;

import java.time.LocalDate;

/**
 * How long before the as-of day the earlier day of a metric lies.
 *
 * @param length number of days or months, at least 1
 * @param months whether it counts months of the calendar and not days
 */
public record PeriodLength(int length, boolean months) {
    /** Reads {@code 365d} or {@code 12mo}; the schema has checked the form. */
    static PeriodLength read(String text) {
        boolean months = text.endsWith("mo");
        return new PeriodLength(Integer.parseInt(text.substring(0, text.length() - (months ? 2 : 1))), months);
    }

    /** The day this long before {@code day}. A year of months before 29 February is 28 February. */
    public LocalDate before(LocalDate day) {
        return months ? day.minusMonths(length) : day.minusDays(length);
    }

    /** As a file says it, such as {@code 365d} or {@code 12mo}. */
    @Override
    public String toString() {
        return length + (months ? "mo" : "d");
    }
}

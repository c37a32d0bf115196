package io.tidewatch.metric.evaluation;

import java.time.LocalDate;
import java.util.Objects;

/**
 * The days that a question is about.
 *
 * @param asOf the last day that counts
 * @param from the day that the period begins after; null for the period of each metric's definition
 */
public record Days(LocalDate asOf, LocalDate from) {
    public Days {
        Objects.requireNonNull(asOf, "asOf");
        if (from != null && from.isAfter(asOf)) {
            throw new IllegalArgumentException("The period must begin by " + asOf + ", not on " + from);
        }
    }

    /** A day, with each metric's own period. */
    public static Days of(LocalDate asOf) {
        return new Days(asOf, null);
    }
}

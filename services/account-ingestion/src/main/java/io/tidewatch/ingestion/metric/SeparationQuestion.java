package io.tidewatch.ingestion.metric;

import java.time.LocalDate;

/**
 * What is asked about how well a metric separates customers that left from those that renewed.
 *
 * @param metric its id
 * @param asOf the last day on which a contract may have ended
 * @param months how long before it the first one is
 * @param windowDays how many days before the end of a contract count
 * @param bound a value of the metric to look at, too; null for none
 */
record SeparationQuestion(String metric, LocalDate asOf, int months, int windowDays, Double bound) {

    /** The day before the first one on which a contract may have ended. */
    LocalDate after() {
        return asOf.minusMonths(months);
    }

    /** The first day on which the metric may be read. */
    LocalDate first() {
        return after().plusDays(1).minusDays(windowDays);
    }

    /** The same for a day. */
    SeparationQuestion on(LocalDate day) {
        return new SeparationQuestion(metric, day, months, windowDays, bound);
    }
}

package io.tidewatch.metric.language;

/** What the number of a metric means to a reader. */
public enum ValueUnit {
    /** A share; shown as the number times 100. */
    PERCENT,
    /** A share or quotient, shown as it is. */
    RATIO,
    /** A count, or counts for each of something. */
    NUMBER,
    /** Points on a scale. */
    SCORE,
    /** An amount of money. */
    CURRENCY,
    MINUTES,
    HOURS,
    DAYS,
    MONTHS;

    boolean isTime() {
        return this == MINUTES || this == HOURS || this == DAYS || this == MONTHS;
    }
}

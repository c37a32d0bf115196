package io.tidewatch.metric;

/** The unit of a metric's value. */
public enum Unit {
    /** A share times 100 (85.0 is eighty-five percent); may exceed 100 where the definition allows. */
    PERCENT,
    /** A share or quotient as it is: 0.85 of one to one. */
    RATIO,
    /** A count, or counts for each of something. */
    NUMBER,
    /** Points on a scale. */
    SCORE,
    /** Money, in minor units of its currency. */
    CURRENCY,
    /** Minutes, with fractions. */
    MINUTES,
    /** Hours, with fractions. */
    HOURS,
    /** Calendar days; whole ones for a single account. */
    DAYS,
    /** Months, with fractions. */
    MONTHS;

    /** Whether it is a length of time. */
    public boolean isTime() {
        return this == MINUTES || this == HOURS || this == DAYS || this == MONTHS;
    }
}

package io.tidewatch.metric;

/** The unit of a metric's value. */
public enum Unit {
    /** 0 to 100 (85.0 is eighty-five percent); may exceed 100 where the definition allows. */
    PERCENT,
    /** Money, in minor units of the account's currency. */
    CURRENCY,
    /** Whole calendar days. */
    DAYS,
    /** Hours, with fractions. */
    HOURS
}

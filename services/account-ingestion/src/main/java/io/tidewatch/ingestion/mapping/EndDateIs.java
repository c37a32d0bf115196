package io.tidewatch.ingestion.mapping;

/** Which day the end dates of a file mean. */
public enum EndDateIs {
    /** The last day of the period or seat; it is stored as the day after. */
    LAST_DAY,
    /** The first day after the period or seat, as it is stored. */
    DAY_AFTER
}

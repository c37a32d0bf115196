package io.tidewatch.reporting.metrics;

/** What a figure is grouped by. */
public enum Dimension {
    /** Not at all: all selected accounts. */
    ALL,
    /** The accounts' segment. */
    SEGMENT,
    /** The accounts' CSM. */
    CSM
}

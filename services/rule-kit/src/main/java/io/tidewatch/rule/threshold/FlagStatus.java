package io.tidewatch.rule.threshold;

/** State of one threshold for one account. */
public enum FlagStatus {
    /** The threshold is crossed. */
    RAISED,
    /** Known not to be crossed. */
    CLEAR,
    /** Not known, or not known for too long. */
    UNKNOWN
}

package io.tidewatch.metric;

/** A parameter of a measure. */
public enum MeasureParameter {
    /** The minimum number of value actions in the window. */
    MIN_VALUE_ACTIONS,
    /** The minimum number of days with a value action in the window. */
    MIN_DAYS,
    /** The features whose use counts as a value action. */
    VALUE_FEATURES
}

package io.tidewatch.metric;

/** A number or list a measure can be given. */
public enum MeasureParameter {
    /** Least number of value actions in the window. */
    MIN_VALUE_ACTIONS,
    /** Least number of different days with a value action in the window. */
    MIN_DAYS,
    /** The features whose use counts as a value action. */
    VALUE_FEATURES
}

package io.tidewatch.metric;

/** How a value comes from its measures. */
public enum MetricKind {
    /** 100 * numerator / denominator of states on the as-of day; over accounts the ratio of the sums. */
    RATIO,
    /** 100 * numerator / denominator of two states: at the start of the window and on the as-of day. */
    PERIOD_RATIO,
    /** 100 * distinct things seen in the window / a state on the as-of day. */
    DISTINCT_RATIO,
    /** The state itself on the as-of day. */
    STATE,
    /** numerator / denominator over the items of the window: an arithmetic mean. */
    MEAN,
    /** Days from an anchor date to the as-of day, by {@link DayCount}. */
    AGE,
    /** Days from the as-of day to a date after it. */
    COUNTDOWN
}

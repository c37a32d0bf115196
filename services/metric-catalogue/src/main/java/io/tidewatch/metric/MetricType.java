package io.tidewatch.metric;

/** Whether a metric predicts an outcome or measures one. */
public enum MetricType {
    /** Predicts an outcome. */
    LEADING,
    /** Measures an outcome. */
    LAGGING,
    /** What the customer did, e.g. agreed to be a reference. */
    BEHAVIORAL,
    /** Measures our own work. */
    OPERATIONAL
}

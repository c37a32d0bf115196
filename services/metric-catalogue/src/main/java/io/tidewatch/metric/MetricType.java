package io.tidewatch.metric;

/** Whether a metric foretells or tells what has happened. */
public enum MetricType {
    /** Predicts an outcome. */
    LEADING,
    /** Tells an outcome. */
    LAGGING,
    /** What the customer did, e.g. agreed to be a reference. */
    BEHAVIORAL,
    /** How our own work goes. */
    OPERATIONAL
}

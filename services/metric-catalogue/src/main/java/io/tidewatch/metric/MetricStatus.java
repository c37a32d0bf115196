package io.tidewatch.metric;

/** Whether a metric is computed. */
public enum MetricStatus {
    /** Defined, not computed. */
    AVAILABLE,
    /** Computed, usable in thresholds and reports. */
    TRACKED,
    /** Out of use; its id is not given again. */
    RETIRED
}

package io.tidewatch.metric;

/** Whether a metric is computed. */
public enum MetricStatus {
    /** Defined, not computed. */
    AVAILABLE,
    /** Computed, usable in thresholds and reports. */
    TRACKED,
    /** No longer used; its id must not be used again. */
    RETIRED
}

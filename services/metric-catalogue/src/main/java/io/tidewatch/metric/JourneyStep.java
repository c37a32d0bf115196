package io.tidewatch.metric;

/** The step of the customer's journey a metric belongs to. */
public enum JourneyStep {
    /** First steps. */
    ONBOARDING,
    /** Regular use. */
    ADOPTION,
    /** The customer gets what was promised. */
    VALUE_REALIZATION,
    /** The customer recommends us. */
    ADVOCACY
}

package io.tidewatch.engine.bundle;

/** Life of a bundle. */
public enum BundleState {
    /** Being checked. */
    CANDIDATE,
    /** Something is wrong with it; it never ran. */
    REFUSED,
    /** Nothing is wrong with it. */
    VALIDATED,
    /** Asked for, but account-ingestion has not yet computed its metrics. */
    WAITING,
    /** Judges all accounts. */
    ACTIVE,
    /** Was active before. */
    RETIRED
}

package io.tidewatch.engine.bundle;

/** Life of a bundle. */
public enum BundleState {
    /** Being checked. */
    CANDIDATE,
    /** It has problems; it never ran. */
    REFUSED,
    /** It passed its check. */
    VALIDATED,
    /** To become active when account-ingestion has computed its metrics. */
    WAITING,
    /** Judges all accounts. */
    ACTIVE,
    /** Was active before. */
    RETIRED
}

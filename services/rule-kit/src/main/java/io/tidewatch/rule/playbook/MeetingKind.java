package io.tidewatch.rule.playbook;

/** What a meeting was about. */
public enum MeetingKind {
    /** Planning, goals, the future. */
    STRATEGIC,
    /** The regular look at operations. */
    OPERATIONAL_REVIEW,
    /** The regular look at the business. */
    BUSINESS_REVIEW,
    /** The end of a contract and what comes after it. */
    RENEWAL,
    /** A short talk about how things are. */
    CHECK_IN,
    /** How to use the product. */
    TRAINING,
    /** The start of the work together. */
    KICKOFF,
    OTHER
}

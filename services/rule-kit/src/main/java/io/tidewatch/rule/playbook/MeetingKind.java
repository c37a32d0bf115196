package io.tidewatch.rule.playbook;

/** What a meeting was about. */
public enum MeetingKind {
    /** Planning, goals, the future. */
    STRATEGIC,
    /** The regular look at operations. */
    OPERATIONAL_REVIEW,
    /** The regular look at the business. */
    BUSINESS_REVIEW,
    OTHER
}

package io.tidewatch.audit;

/** What can be done with something, as the audit log names it. */
public enum Action {
    CREATED,
    CHANGED,
    DELETED,
    UPLOADED,
    ACTIVATED,
    STARTED,
    FINISHED,
    DISMISSED,
    ACKNOWLEDGED,
    SNOOZED,
    /** An acknowledgement of a flag was withdrawn. */
    UNACKNOWLEDGED,
    /** A snooze of a flag was withdrawn. */
    UNSNOOZED,
    COMPLETED,
    SKIPPED,
    ASSIGNED,
    COMMENTED,
    CLOSED,
    CANCELLED,
    /** A maintenance window was ended before its time. */
    ENDED
}

package io.tidewatch.rule.playbook;

/** What became of a touchpoint. */
public enum TouchpointStatus {
    /** On the calendar. */
    SCHEDULED,
    /** Took place. */
    HELD,
    /** The customer did not come. */
    MISSED,
    DECLINED,
    CANCELLED,
    /** E-mails only. */
    SENT
}

package io.tidewatch.rule.playbook;

/** Where a playbook run stands. */
public enum RunStatus {
    /** Not ended yet. */
    OPEN,
    /** The success criterion was met in time. The run is OPEN again when the evidence of that is withdrawn in time. */
    SUCCEEDED,
    /** The window ended without success. */
    FAILED,
    /** Ended by a person, or because its playbook or its account is no longer there. */
    CANCELLED
}

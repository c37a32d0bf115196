package io.tidewatch.rule.playbook;

/** What has to be done. */
public enum ActionKind {
    /** A task for a person, to be ticked. */
    TASK,
    /** Someone must know at once and help. */
    ALERT,
    /** Someone must know. */
    NOTICE,
    /** A reminder of an open task. */
    REMINDER,
    /** The matter goes up a level. */
    ESCALATION,
    /** The customer system must show a new stage. */
    CRM_UPDATE,
    /** An activity with the customer is due more often, or less often, from now on. */
    SCHEDULE_CHANGE
}

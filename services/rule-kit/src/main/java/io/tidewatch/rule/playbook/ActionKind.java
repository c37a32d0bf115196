package io.tidewatch.rule.playbook;

/** What notification-dispatch has to do. */
public enum ActionKind {
    /** A task for a person, to be ticked. */
    TASK,
    /** Someone has to know at once, and to help. */
    ALERT,
    /** Someone has to know. */
    NOTICE,
    /** An open task is called to mind. */
    REMINDER,
    /** The matter goes up a level. */
    ESCALATION,
    /** The customer system has to show a new stage. */
    CRM_UPDATE
}

package io.tidewatch.rule.playbook;

/** Whom an action is for. */
public enum Audience {
    /** The account's own customer success manager. */
    CSM,
    /** The account's own sales owner. */
    SALES,
    /** Everyone with the role cs-leader. */
    CS_LEADERSHIP,
    /** Everyone with the role executive. */
    EXECUTIVE,
    /** No person: the customer system. */
    CRM
}

package io.tidewatch.metric;

/** What a metric, a flag or a playbook is about. */
public enum Question {
    /** Is this customer going to renew? */
    RENEW,
    /** Is this customer going to grow? */
    GROW,
    /** Is this customer going to advocate? */
    ADVOCATE,
    /** None of the three: a figure for information only. */
    NONE
}

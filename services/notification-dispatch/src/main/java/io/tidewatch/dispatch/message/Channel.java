package io.tidewatch.dispatch.message;

/** The ways out. */
public enum Channel {
    /** A mail to a person. */
    EMAIL,
    /** A signed webhook to the CRM. */
    CRM
}

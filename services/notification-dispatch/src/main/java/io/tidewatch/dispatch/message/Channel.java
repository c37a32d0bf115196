package io.tidewatch.dispatch.message;

/** Where messages are sent. */
public enum Channel {
    /** A mail to a person. */
    EMAIL,
    /** A signed webhook to the CRM. */
    CRM
}

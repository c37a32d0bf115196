package io.tidewatch.metric;

/** Which day decides what group an account is counted in. */
public enum Membership {
    /** The first day of the window (retention: a customer lost stays in the group it was lost from). */
    START,
    /** The as-of day. */
    END
}

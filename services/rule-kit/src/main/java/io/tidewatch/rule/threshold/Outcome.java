package io.tidewatch.rule.threshold;

/** The result of judging one threshold for one account. "Did not fire" is not "clear". */
public enum Outcome {
    /** The rule fired. */
    RAISE,
    /** Everything the rule reads is known and it did not fire. */
    CLEAR,
    /** Something the rule reads is unknown. */
    UNKNOWN,
    /** The threshold is about customers, and the account is known not to be one. */
    NOT_A_CUSTOMER
}

package io.tidewatch.rule.threshold;

/** The result of judging one threshold for one account. "Did not fire" is not "clear". */
public enum Outcome {
    /** A rule fired. */
    RAISE,
    /** Every rule is clear, see {@link io.tidewatch.rule.compile.CompiledBundle#evaluate}. */
    CLEAR,
    /** A rule that is not clear reads something unknown. */
    UNKNOWN,
    /** Between the bounds: all is known, no rule fired, and not every rule is clear. */
    STAYS,
    /** The threshold is about customers, and the account is known not to be one. */
    NOT_A_CUSTOMER,
    /** The threshold is off for the business model of the account: there is nothing to judge, and no flag. */
    OFF
}

package io.tidewatch.engine.flag;

import io.tidewatch.feed.Partitions;
import io.tidewatch.rule.compile.CompiledPortfolio;

/**
 * Which flag: that of a threshold for an account, or for the portfolio.
 *
 * @param accountId the account; {@link CompiledPortfolio#ID} for the portfolio
 * @param ofPortfolio whether it is one of the portfolio; an account of that id has none
 */
public record FlagKey(String accountId, String thresholdId, boolean ofPortfolio) {

    /** A flag of an account. */
    static FlagKey of(String accountId, String thresholdId) {
        return new FlagKey(accountId, thresholdId, false);
    }

    /** A flag of the portfolio. */
    public static FlagKey ofPortfolio(String thresholdId) {
        return new FlagKey(CompiledPortfolio.ID, thresholdId, true);
    }

    int partition() {
        return ofPortfolio ? Partitions.CONTROL : Partitions.of(accountId);
    }

    /** That it does not exist, for people. */
    String missing() {
        return ofPortfolio
                ? "The portfolio was never judged by a threshold \"" + thresholdId + "\"."
                : "The threshold \"" + thresholdId + "\" was never judged for the account \"" + accountId + "\".";
    }
}

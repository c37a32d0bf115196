package io.tidewatch.engine.flag;

import io.tidewatch.rule.compile.CompiledPortfolio;

/**
 * Which flags to list.
 *
 * @param ofPortfolio those of the portfolio; else those of accounts
 * @param afterAccount account of the last flag of the page before; empty for the first page
 * @param afterThresholdId its threshold
 * @param accountId only of this account; null for all
 * @param state only in this state; null for all
 * @param thresholdId only of this threshold; null for all
 * @param limit most flags
 */
public record FlagQuery(
        boolean ofPortfolio,
        String afterAccount,
        String afterThresholdId,
        String accountId,
        String state,
        String thresholdId,
        int limit) {

    /** Flags of accounts. */
    FlagQuery(
            String afterAccount,
            String afterThresholdId,
            String accountId,
            String state,
            String thresholdId,
            int limit) {
        this(false, afterAccount, afterThresholdId, accountId, state, thresholdId, limit);
    }

    /** Flags of the portfolio, after the given threshold; all states with null. */
    public static FlagQuery ofPortfolio(String after, String state, String thresholdId, int limit) {
        return new FlagQuery(true, CompiledPortfolio.ID, after, null, state, thresholdId, limit);
    }
}

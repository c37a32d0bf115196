package io.tidewatch.engine.flag;

/**
 * Which flags to list.
 *
 * @param afterAccount account of the last flag of the page before; empty for the first page
 * @param afterThresholdId its threshold
 * @param accountId only of this account; null for all
 * @param state only in this state; null for all
 * @param thresholdId only of this threshold; null for all
 * @param limit most flags
 */
record FlagQuery(
        String afterAccount, String afterThresholdId, String accountId, String state, String thresholdId, int limit) {}

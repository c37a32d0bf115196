package io.tidewatch.engine.flag;

/**
 * Which flags to list.
 *
 * @param afterAccount account of the last flag of the page before; empty for the first page
 * @param afterThreshold its threshold
 * @param accountId only of this account; null for all
 * @param state only in this state; null for all
 * @param threshold only of this threshold; null for all
 * @param limit most flags
 */
record FlagQuery(
        String afterAccount, String afterThreshold, String accountId, String state, String threshold, int limit) {}

package io.tidewatch.ingestion.metric;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is asked about a portfolio.
 *
 * @param metrics ids
 * @param days the days of the values
 * @param compared whether there are two days, and the figures of the first are only to be compared with
 * @param knownAt leaves out what became known later; null for nothing
 * @param catalogueHash who defines the metrics; null for the newest that is ready
 * @param groupBy up to two words of {@link Grouping}
 * @param separately whether each grouping stands on its own, beside all accounts, instead of all groupings together
 * @param accountIds only these; empty for all
 * @param where only accounts of these groups: word of {@link Grouping} → group
 * @param after by ACCOUNT, only accounts after this one; null for the first page
 * @param limit by ACCOUNT, how many accounts a page has; null for as many as an answer may have
 */
record MetricQuestion(
        List<String> metrics,
        AskedDays days,
        boolean compared,
        OffsetDateTime knownAt,
        String catalogueHash,
        List<String> groupBy,
        boolean separately,
        Set<String> accountIds,
        Map<String, String> where,
        String after,
        Integer limit) {

    /** Whether each account has figures of its own. */
    boolean byAccount() {
        return groupBy.contains(Grouping.ACCOUNT);
    }

    /** Whether the figures of all accounts are asked for: records that belong to no account count in them alone. */
    boolean isOfEverything() {
        return (groupBy.isEmpty() || separately) && accountIds.isEmpty() && where.isEmpty();
    }
}

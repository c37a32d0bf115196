package io.tidewatch.rule.judging;

import io.tidewatch.rule.compile.AccountResults;
import java.util.List;
import java.util.Set;

/**
 * What one judgement of an account decided. Store the state and carry out the effects in one transaction.
 *
 * @param accountId the account
 * @param after what the next judgement goes on from
 * @param results what the rules said
 * @param flags the flags that changed
 * @param runs the runs that changed: those that were open before in their order, then those that were opened
 * @param missingBundles bundles of runs that could not be judged, because they are not available here
 */
public record AccountStep(
        String accountId,
        AccountState after,
        AccountResults results,
        List<FlagStep> flags,
        List<RunStep> runs,
        Set<String> missingBundles) {
    public AccountStep {
        flags = List.copyOf(flags);
        runs = List.copyOf(runs);
        missingBundles = Set.copyOf(missingBundles);
    }
}

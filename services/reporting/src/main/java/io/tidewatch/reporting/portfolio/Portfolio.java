package io.tidewatch.reporting.portfolio;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;

/**
 * What is known of the selected accounts at one moment. Accounts that are not customers are not part of it.
 *
 * @param now         business time of the moment
 * @param freshness   how up to date each provider's data are
 * @param unreadable  how many changes were set aside because they could not be read
 * @param all         the sums over all accounts of the selection
 * @param segments    the sums by segment, at most {@link #MOST_GROUPS} and one for the rest
 * @param csms        the sums by CSM, likewise
 * @param currencies  the currencies of all known ARR of the selection, in order
 * @param flags       flags of all customers together that are RAISED, whatever is selected, the oldest first
 * @param atRisk      accounts with an AT_RISK flag of question RENEW that is RAISED: the {@link #MOST_LISTED} with the
 *                    largest ARR
 * @param openRuns    runs that are OPEN, the next due step first, at most {@link #MOST_LISTED}
 * @param runs        how many runs are OPEN
 * @param choices     what the selection can be narrowed to
 */
public record Portfolio(
        Instant now,
        Map<Provider, Freshness> freshness,
        long unreadable,
        Members all,
        List<Members> segments,
        List<Members> csms,
        List<String> currencies,
        List<Flag> flags,
        List<AtRiskAccount> atRisk,
        List<OpenRun> openRuns,
        long runs,
        Choices choices) {

    /** More accounts at risk and more runs than these are only in the CSV files. */
    public static final int MOST_LISTED = 200;

    /** More groups than these are added up in one. */
    public static final int MOST_GROUPS = 500;

    /** An account shows no more reasons than these. */
    public static final int MOST_FLAGS = 20;

    /**
     * The sums over some accounts.
     *
     * @param key          segment or CSM; empty for accounts without one and for all accounts; null for the groups that do
     *                     not stand alone
     * @param groups       how many groups it is made of
     * @param accounts     how many accounts
     * @param atRisk       how many accounts are at risk; one that account-ingestion has not published yet counts here only
     * @param notJudged    how many may be at risk: a flag that could put them there is UNKNOWN or was never judged,
     *                     and no other is RAISED
     * @param arrAtRisk    known ARR of the accounts at risk, minor units by currency
     * @param arrUnknown   how many of the accounts at risk have no known ARR
     * @param arrNotJudged known ARR of the accounts that may be at risk, minor units by currency
     */
    public record Members(
            String key,
            long groups,
            long accounts,
            long atRisk,
            long notJudged,
            SortedMap<String, BigDecimal> arrAtRisk,
            long arrUnknown,
            SortedMap<String, BigDecimal> arrNotJudged) {}

    /**
     * An account at risk.
     *
     * @param id        canonical id
     * @param name      its name; the id while account-ingestion has not published the account
     * @param segment   null when it has none
     * @param csm       e-mail; null when it has none
     * @param arr       its ARR
     * @param renewalOn the next renewal; null when unknown
     * @param flags     the flags that put it at risk, the oldest first, at most {@link #MOST_FLAGS}
     * @param flagCount how many flags put it at risk, at least one
     */
    public record AtRiskAccount(
            String id,
            String name,
            String segment,
            String csm,
            Arr arr,
            LocalDate renewalOn,
            List<Flag> flags,
            long flagCount) {}

    /**
     * The annual recurring revenue of one account.
     *
     * @param minor          in minor units; null when unknown
     * @param currency       null when unknown, and where the amount is 0 because nothing was ever paid
     * @param definitionHash of the active definition; null when no value of it was published
     * @param reason         why it is unknown; may be null
     */
    public record Arr(Long minor, String currency, String definitionHash, String reason) {

        /** Whether there is an amount. */
        public boolean known() {
            return minor != null;
        }
    }

    /**
     * A flag that puts an account at risk, or one of all customers together.
     *
     * @param reason the sentence of its evidence, as of the day it was raised
     */
    public record Flag(String thresholdId, String level, String question, Instant since, String reason) {}

    /**
     * An open playbook run.
     *
     * @param ownerEmail     null when it has no owner
     * @param judgements     what holds of it, the earliest first
     * @param acknowledgedAt when a colleague acknowledged; null before
     * @param nextStep       what happens next if nothing else does; null when nothing
     * @param nextDueAt      when; null when nothing
     */
    public record OpenRun(
            UUID id,
            String accountId,
            String accountName,
            String playbook,
            String ownerEmail,
            Instant openedAt,
            List<Judgement> judgements,
            Instant acknowledgedAt,
            String nextStep,
            Instant nextDueAt) {}

    /**
     * A judgement of its playbook that holds of a run.
     *
     * @param word     as the playbook declares it
     * @param sentence the same, for people
     * @param at       when; may lie ahead, such as the time of a meeting
     */
    public record Judgement(String word, String sentence, Instant at) {}

    /** All segments and CSMs that accounts have, in order, at most 500 each. */
    public record Choices(List<String> segments, List<String> csms) {}
}

package io.tidewatch.reporting.portfolio;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is known of the selected accounts at one moment.
 *
 * @param now         business time of the moment
 * @param today       its UTC day
 * @param freshness   how each provider's data stand
 * @param unreadable  how many changes were set aside because they could not be read
 * @param cells       number of accounts by segment and CSM
 * @param currencies  the currencies of all known ARR of the selection, in order
 * @param atRisk      accounts with an AT_RISK flag of question RENEW that is RAISED, each once
 * @param openRuns    runs that are OPEN, the next due step first
 * @param segments    all segments there are, to choose from
 * @param csms        all CSMs there are, to choose from
 */
public record Portfolio(
        Instant now,
        LocalDate today,
        Map<Provider, Freshness> freshness,
        long unreadable,
        List<Cell> cells,
        List<String> currencies,
        List<AtRiskAccount> atRisk,
        List<OpenRun> openRuns,
        List<String> segments,
        List<String> csms) {

    /**
     * The accounts of one segment and CSM.
     *
     * @param segment  null for accounts without one
     * @param csm      null for accounts without one
     * @param accounts how many
     * @param notJudged how many of them are not known to be at risk, only because a flag is UNKNOWN or was never judged
     */
    public record Cell(String segment, String csm, long accounts, long notJudged) {}

    /**
     * An account at risk.
     *
     * @param id       canonical id
     * @param name     its name; the id while account-ingestion has not told of it
     * @param segment  null when it has none
     * @param csm      e-mail; null when it has none
     * @param arr      its ARR
     * @param renewalOn the next renewal; null when unknown
     * @param flags    the flags that put it at risk, at least one, the oldest first
     */
    public record AtRiskAccount(
            String id, String name, String segment, String csm, Arr arr, LocalDate renewalOn, List<Flag> flags) {}

    /**
     * The annual recurring revenue of one account.
     *
     * @param minor          in minor units; null when unknown
     * @param currency       null when unknown, and where the amount is 0 because nothing was ever paid
     * @param definitionHash of the metric; null when account-ingestion has not told of it
     * @param reason         why it is unknown; may be null
     */
    public record Arr(Long minor, String currency, String definitionHash, String reason) {

        /** Whether there is an amount. */
        public boolean known() {
            return minor != null;
        }
    }

    /**
     * A flag that puts an account at risk.
     *
     * @param reason the sentence of its evidence
     */
    public record Flag(String thresholdId, String level, String question, Instant since, String reason) {}

    /**
     * An open playbook run.
     *
     * @param ownerEmail     null when nobody owns it
     * @param respondedAt    when the sponsor answered; null as long as not
     * @param acknowledgedAt when a colleague acknowledged; null as long as not
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
            Instant respondedAt,
            Instant acknowledgedAt,
            String nextStep,
            Instant nextDueAt) {}
}

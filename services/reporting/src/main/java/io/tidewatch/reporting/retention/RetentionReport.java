package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.portfolio.Freshness;
import io.tidewatch.reporting.portfolio.Portfolio.Choices;
import io.tidewatch.reporting.portfolio.Portfolio.Flag;
import io.tidewatch.reporting.portfolio.Portfolio.OpenRun;
import io.tidewatch.reporting.portfolio.Selection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * How revenue holds, what is at risk and why, and what is being done about it.
 *
 * @param asOf           the later day of GRR, NRR and logo churn, and the day of ARR
 * @param from           the earlier day
 * @param shownAt        business time at which it was made; {@code freshness} says how far its data reach
 * @param selection      the accounts it is about
 * @param freshness      per provider
 * @param missing        what could not be shown or may be out of date, in sentences
 * @param portfolioFlags flags of all customers together that are RAISED, whatever is selected, the oldest first
 * @param grr            gross revenue retention
 * @param nrr            net revenue retention
 * @param logoChurn      share of accounts lost
 * @param arr            annual recurring revenue
 * @param arrAtRisk      of accounts with an AT_RISK flag of question RENEW that is RAISED, each once
 * @param accounts       how many customers the selection has
 * @param accountsAtRisk how many of them are at risk
 * @param notJudged      of how many it is unknown whether they are at risk
 * @param atRiskAccounts the largest ARR first, unknown ones last; the first 200
 * @param openRuns       the next due step first; the first 200
 * @param runs           how many runs are open
 * @param bySegment      the largest ARR at risk first, accounts without a segment and the rest last
 * @param byCsm          likewise
 * @param choices        what the selection can be narrowed to
 */
public record RetentionReport(
        LocalDate asOf,
        LocalDate from,
        Instant shownAt,
        Selection selection,
        List<Freshness> freshness,
        List<String> missing,
        List<Flag> portfolioFlags,
        PercentFigure grr,
        PercentFigure nrr,
        PercentFigure logoChurn,
        MoneyFigure arr,
        MoneyFigure arrAtRisk,
        long accounts,
        long accountsAtRisk,
        long notJudged,
        List<AtRisk> atRiskAccounts,
        List<OpenRun> openRuns,
        long runs,
        List<Group> bySegment,
        List<Group> byCsm,
        Choices choices) {

    /**
     * Accounts that belong together.
     *
     * @param key            segment or e-mail of the CSM; empty for accounts without one; null for the groups that are not
     *                       listed one by one
     * @param label          what people read
     * @param accounts       how many
     * @param accountsAtRisk how many of them are at risk
     * @param notJudged      of how many of them it is unknown whether they are at risk
     */
    public record Group(
            String key,
            String label,
            long accounts,
            long accountsAtRisk,
            long notJudged,
            MoneyFigure arr,
            MoneyFigure arrAtRisk,
            PercentFigure grr,
            PercentFigure nrr) {

        /** Whether the accounts have something in common. */
        public boolean named() {
            return key != null && !key.isEmpty();
        }
    }
}

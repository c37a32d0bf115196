package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.portfolio.Freshness;
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
 * @param shownAt        business time at which it was made; flags and runs are of this moment
 * @param selection      the accounts it is about
 * @param freshness      per provider
 * @param missing        what could not be shown or may be out of date, in sentences
 * @param grr            gross revenue retention
 * @param nrr            net revenue retention
 * @param logoChurn      share of accounts lost
 * @param arr            annual recurring revenue
 * @param arrAtRisk      of accounts with an AT_RISK flag of question RENEW, each once
 * @param accounts       how many accounts the selection has
 * @param notJudged      how many of them nobody knows to be at risk or not
 * @param atRiskAccounts the largest ARR first, unknown ones last
 * @param openRuns       the next due step first
 * @param bySegment      the largest ARR at risk first, accounts without a segment last
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
        PercentFigure grr,
        PercentFigure nrr,
        PercentFigure logoChurn,
        MoneyFigure arr,
        MoneyFigure arrAtRisk,
        long accounts,
        long notJudged,
        List<AtRisk> atRiskAccounts,
        List<OpenRun> openRuns,
        List<Group> bySegment,
        List<Group> byCsm,
        Choices choices) {

    /**
     * Accounts that belong together.
     *
     * @param key            segment or e-mail of the CSM; empty for accounts without one
     * @param label          what people read
     * @param accounts       how many
     * @param accountsAtRisk how many of them are at risk
     * @param notJudged      how many of them nobody knows to be at risk or not
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
            PercentFigure nrr) {}

    /** What the selection can be narrowed to. */
    public record Choices(List<String> segments, List<String> csms) {}
}

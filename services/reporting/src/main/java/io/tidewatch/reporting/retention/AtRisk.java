package io.tidewatch.reporting.retention;

import io.tidewatch.metric.DayCount;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.portfolio.Portfolio.Flag;
import java.time.LocalDate;
import java.util.List;

/**
 * An account at risk, as it is shown.
 *
 * @param accountId     canonical id
 * @param name          its name
 * @param segment       null when it has none
 * @param csm           e-mail; null when it has none
 * @param arr           its ARR
 * @param daysToRenewal from the day of the report; null when unknown
 * @param flags         at least one, the oldest first; the report limits them
 * @param flagCount     how many flags put it at risk
 */
public record AtRisk(
        String accountId,
        String name,
        String segment,
        String csm,
        MoneyFigure arr,
        Long daysToRenewal,
        List<Flag> flags,
        long flagCount) {

    static AtRisk of(AtRiskAccount account, LocalDate today) {
        return new AtRisk(
                account.id(),
                account.name(),
                account.segment(),
                account.csm(),
                RiskSum.of(account.arr()),
                account.renewalOn() == null ? null : DayCount.between(today, account.renewalOn()),
                account.flags(),
                account.flagCount());
    }
}

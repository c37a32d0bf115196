package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.portfolio.Portfolio.Flag;
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
 * @param flags         at least one, the oldest first
 */
public record AtRisk(
        String accountId,
        String name,
        String segment,
        String csm,
        MoneyFigure arr,
        Long daysToRenewal,
        List<Flag> flags) {}

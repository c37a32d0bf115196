package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.MetricDefinition;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * The value of one metric for a group of accounts.
 *
 * @param group grouping → value; empty for all accounts
 * @param scope the days that were asked for
 * @param reason why it is unknown; null when it is known
 * @param currency of money; null for everything else
 * @param accounts how many accounts it is made of
 * @param leftOut the customers of the group that it does not include, by reason
 */
record GroupFigure(
        Map<String, String> group,
        MetricDefinition definition,
        MetricScope scope,
        String reason,
        BigDecimal value,
        BigDecimal numerator,
        BigDecimal denominator,
        String currency,
        long accounts,
        List<LeftOut> leftOut) {

    /**
     * Accounts that a figure does not include.
     *
     * @param reason why, in a sentence
     * @param revenue annual recurring revenue per currency, in minor units
     */
    record LeftOut(String reason, long accounts, Map<String, BigDecimal> revenue) {}

    /** The earlier day; null where there is none. */
    LocalDate from() {
        return definition.windowDays(scope.asOf()) == null ? null : MetricComputation.before(definition, scope);
    }

    /** How many customers of the group have no value. */
    long accountsUnknown() {
        return leftOut.stream().mapToLong(LeftOut::accounts).sum();
    }
}

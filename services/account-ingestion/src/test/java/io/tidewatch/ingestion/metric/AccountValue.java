package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MetricDefinition;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.Map;

/**
 * The value of one metric for one account.
 *
 * @param accountId canonical id
 * @param definition of the metric
 * @param reason why it is unknown, as a sentence; null when it is known
 * @param value in the unit of the metric; null when unknown
 * @param numerator what it was computed from; null where there is none
 * @param denominator likewise; also of an unknown value where it is known
 * @param currency of money; null for everything else
 * @param anchor of an age the day it is counted from or to; null for everything else
 * @param coveredThrough beyond this day the value is unknown; null for no bound
 * @param details figures that explain the value
 */
record AccountValue(
        String accountId,
        MetricDefinition definition,
        String reason,
        BigDecimal value,
        BigDecimal numerator,
        BigDecimal denominator,
        String currency,
        LocalDate anchor,
        LocalDate coveredThrough,
        Map<String, String> details) {

    /** As many as values are stored with. */
    static final MathContext DIGITS = new MathContext(12);

    /** Why an account that is not a customer on the as-of day has no value. */
    static final String NOT_A_CUSTOMER = "Not a customer: no paid contract period covers the day.";

    /** Why an account that became a customer later has no value that compares with the earlier day. */
    static final String NOT_YET_A_CUSTOMER = "Not a customer on the earlier day: no paid contract period covered it.";

    static AccountValue unknown(
            String accountId, MetricDefinition definition, String reason, LocalDate coveredThrough) {
        return new AccountValue(accountId, definition, reason, null, null, null, null, null, coveredThrough, Map.of());
    }

    /** The same without a value, with the denominator that is known all the same. */
    AccountValue withDenominator(BigDecimal known, String moneyOf) {
        return new AccountValue(
                accountId, definition, reason, null, null, known, moneyOf, null, coveredThrough, details);
    }

    /** Whether the account does not belong to the customers that the metric is about. */
    boolean outside() {
        return NOT_A_CUSTOMER.equals(reason) || NOT_YET_A_CUSTOMER.equals(reason);
    }

    boolean known() {
        return reason == null;
    }

    /** An exact decimal without exponent or trailing zeros; null for null. */
    static String text(BigDecimal number) {
        if (number == null) {
            return null;
        }
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Why a ratio with nothing in its denominator is unknown. */
    static String nothingIn(Measure denominator) {
        return switch (denominator) {
            case ASSIGNED_SEATS -> "Nobody has a seat.";
            case PURCHASED_SEATS -> "No seats were bought.";
            case RESOLVED_TICKETS -> "No ticket was resolved in the period.";
            default -> "The denominator is 0.";
        };
    }
}

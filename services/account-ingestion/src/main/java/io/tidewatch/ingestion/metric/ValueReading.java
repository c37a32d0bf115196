package io.tidewatch.ingestion.metric;

import io.tidewatch.ingestion.values.SlotValue;
import io.tidewatch.metric.Membership;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.MeasureValue;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.history.AccountHistory;
import java.time.LocalDate;
import java.util.Map;
import java.util.OptionalDouble;

/** How values of the evaluator are kept and shown. */
final class ValueReading {

    /** Why an account that is not a customer on the as-of day has no value. */
    static final String NOT_A_CUSTOMER = "Not a customer: no paid contract period covers the day.";

    /** Why an account that became a customer later has no value that compares with the earlier day. */
    static final String NOT_YET_A_CUSTOMER = "Not a customer on the earlier day: no paid contract period covered it.";

    private ValueReading() {}

    /** The value of an account that the metric is not about. */
    static SlotValue outside(int slot) {
        return new SlotValue(
                slot, SlotValue.State.OUTSIDE, null, null, null, null, null, null, NOT_A_CUSTOMER, Map.of());
    }

    /**
     * The value as it is kept.
     *
     * @param asOf its day
     */
    static SlotValue kept(
            int slot,
            MetricDefinition definition,
            MetricValue value,
            DetailTexts details,
            AccountHistory history,
            LocalDate asOf) {
        MetricValue.State state = value.state();
        boolean known = state == MetricValue.State.KNOWN;
        LocalDate anchor = known ? anchor(definition, value.value(), asOf) : null;
        return new SlotValue(
                slot,
                SlotValue.State.valueOf(state.name()),
                known && anchor == null ? Double.valueOf(value.value()) : null,
                state == MetricValue.State.OUTSIDE ? null : number(value.numerator()),
                state == MetricValue.State.OUTSIDE ? null : number(value.denominator()),
                currency(value),
                anchor,
                state == MetricValue.State.OUTSIDE ? null : value.coveredThrough(),
                reason(definition, value, history, asOf, definition.windowStart(asOf)),
                known ? details.of(value) : Map.of());
    }

    /** Of the value, or of the amounts that it is the ratio of; null where there are none. */
    static String currency(MetricValue value) {
        if (value.state() != MetricValue.State.KNOWN || value.currency() != null || value.denominator() == null) {
            return value.currency();
        }
        String denominator = value.denominator().currency();
        return denominator == null ? value.numerator().currency() : denominator;
    }

    /** The day from or to which the value counts; null when it counts none. */
    private static LocalDate anchor(MetricDefinition definition, double days, LocalDate asOf) {
        return switch (definition.anchoring()) {
            case NONE -> null;
            case SINCE -> asOf.minusDays(Math.round(days));
            case UNTIL -> asOf.plusDays(Math.round(days));
        };
    }

    /**
     * Why there is no value; null when there is one.
     *
     * @param start the earlier day, for metrics between two days
     */
    static String reason(
            MetricDefinition definition, MetricValue value, AccountHistory history, LocalDate asOf, LocalDate start) {
        if (value.state() == MetricValue.State.OUTSIDE) {
            LocalDate day = definition.membership() == Membership.START ? start : asOf;
            if (!PaidRevenue.isCustomer(history, day)) {
                return day.equals(asOf) ? NOT_A_CUSTOMER : NOT_YET_A_CUSTOMER;
            }
        }
        return value.reason();
    }

    static Double number(MeasureValue value) {
        OptionalDouble known = value == null ? OptionalDouble.empty() : value.known();
        return known.isPresent() ? known.getAsDouble() : null;
    }
}

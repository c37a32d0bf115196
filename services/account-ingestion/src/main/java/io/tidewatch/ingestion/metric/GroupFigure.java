package io.tidewatch.ingestion.metric;

import io.tidewatch.ingestion.values.SlotValue.State;
import io.tidewatch.metric.catalogue.MetricDefinition;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * The value of one metric for a group of accounts.
 *
 * @param group grouping → value; empty for all accounts
 * @param asOf its day
 * @param from the earlier day; null for a metric without one
 * @param state only of a single account it is ABSENT or OUTSIDE
 * @param reason why there is no value; null when it is known
 * @param currency of money; null for everything else
 * @param accounts how many accounts it is made of
 * @param band in which the value lies; null without bands
 * @param details what the definition shows beside the value
 * @param labels the figures of a metric that its definition splits, the first ones in alphabetical order
 * @param labelsLeftOut how many labels there are besides
 * @param leftOut the customers of the group that it does not include, by reason
 * @param comparison with an earlier day; null when none is asked for
 */
record GroupFigure(
        Map<String, String> group,
        MetricDefinition definition,
        LocalDate asOf,
        LocalDate from,
        State state,
        String reason,
        Double value,
        Double numerator,
        Double denominator,
        String currency,
        String band,
        Map<String, String> details,
        List<Label> labels,
        int labelsLeftOut,
        long accounts,
        List<LeftOut> leftOut,
        FigureComparison comparison) {

    /** How many labels a figure shows. */
    static final int MOST_LABELS = 100;

    /**
     * The figure of one label.
     *
     * @param state KNOWN or ABSENT
     * @param numerator null without a value, and of an account alone
     */
    record Label(String label, State state, Double value, Double numerator, Double denominator, String currency) {}

    /**
     * Accounts that a figure does not include.
     *
     * @param reason why, in a sentence
     * @param revenue annual recurring revenue per currency, in minor units
     */
    record LeftOut(String reason, long accounts, Map<String, BigDecimal> revenue) {}

    /** The same figure beside that of an earlier day. */
    GroupFigure compared(FigureComparison with) {
        return new GroupFigure(
                group,
                definition,
                asOf,
                from,
                state,
                reason,
                value,
                numerator,
                denominator,
                currency,
                band,
                details,
                labels,
                labelsLeftOut,
                accounts,
                leftOut,
                with);
    }

    /** How many customers of the group have no value. */
    long accountsUnknown() {
        return leftOut.stream().mapToLong(LeftOut::accounts).sum();
    }
}

package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.Rows;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;

/**
 * How the last contract of an account ended within some time: a paid span ended, and it paid nothing from this day on; or else a paid
 * period was due for renewal, and another one follows it.
 *
 * @param churned whether the customer left; else it renewed
 * @param day the first day without a contract, or the day on which the renewal was due
 */
record ContractEnd(boolean churned, LocalDate day) {

    private static final String PAID_SPAN = "paid_span";
    private static final String RENEWAL = "renewal";

    /** What a history must hold, by kind. */
    static final Map<String, Set<String>> READ =
            Map.of(PAID_SPAN, Set.of("startDate", "endDate"), RENEWAL, Set.of("dueOn", "renewedOn"));

    /**
     * The last end; an account that left counts as churned, also if it renewed before or came back after.
     *
     * @param after the day before the time
     * @param through the last day of the time; what was signed later does not count yet
     * @return null when nothing ended, and when no period follows one that ended while others went on
     */
    static ContractEnd of(AccountHistory history, LocalDate after, LocalDate through) {
        Rows spans = history.rows(PAID_SPAN);
        LocalDate left = null;
        for (int span = 0; span < spans.size(); span++) {
            left = later(left, spans.column("endDate"), span, after, through);
        }
        if (left != null) {
            return new ContractEnd(true, left);
        }
        Rows renewals = history.rows(RENEWAL);
        Column renewedOn = renewals.column("renewedOn");
        LocalDate renewed = null;
        for (int renewal = 0; renewal < renewals.size(); renewal++) {
            if (!renewedOn.isMissing(renewal) && renewedOn.longs()[renewal] <= through.toEpochDay()) {
                renewed = later(renewed, renewals.column("dueOn"), renewal, after, through);
            }
        }
        return renewed == null ? null : new ContractEnd(false, renewed);
    }

    /** The day of a record where it lies within the time and after the one found so far. */
    private static LocalDate later(LocalDate found, Column days, int row, LocalDate after, LocalDate through) {
        if (days.isMissing(row)) {
            return found;
        }
        LocalDate day = LocalDate.ofEpochDay(days.longs()[row]);
        boolean within = day.isAfter(after) && !day.isAfter(through);
        return within && (found == null || day.isAfter(found)) ? day : found;
    }
}

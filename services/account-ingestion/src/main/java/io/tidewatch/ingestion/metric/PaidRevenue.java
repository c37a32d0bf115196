package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.Rows;
import io.tidewatch.metric.language.Vocabulary;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an account pays on a day. A customer has a paid contract period (MRR above 0, no trial) that holds on the day; who has left,
 * a trial and a prospect have none.
 */
final class PaidRevenue {

    /** Months of a year. */
    static final BigDecimal YEAR = BigDecimal.valueOf(12);

    private static final String CONTRACT_PERIOD = "contract_period";
    private static final String PAID_SPAN = "paid_span";

    private PaidRevenue() {}

    /** Whether it is known which contract periods the account has, and so whether it is a customer. */
    static boolean isKnown(AccountHistory history, Vocabulary vocabulary) {
        return history.covered(vocabulary.kind(CONTRACT_PERIOD)).problem() == null;
    }

    /** Whether the account is a customer on the day, as far as its contract periods are known. */
    static boolean isCustomer(AccountHistory history, LocalDate day) {
        Rows spans = history.rows(PAID_SPAN);
        for (int span = 0; span < spans.size(); span++) {
            if (holds(spans, span, day)) {
                return true;
            }
        }
        return false;
    }

    /** The month in which the account became a customer for the first time, such as {@code 2026-03}; empty for one that never did. */
    static String cohort(AccountHistory history) {
        Rows spans = history.rows(PAID_SPAN);
        return spans.size() == 0
                ? ""
                : YearMonth.from(LocalDate.ofEpochDay(spans.column("startDate").longs()[0]))
                        .toString();
    }

    /** The first day after this one on which the account becomes or stops being a customer; null when no contract period says so. */
    static LocalDate nextChange(AccountHistory history, LocalDate day) {
        Rows spans = history.rows(PAID_SPAN);
        long next = Long.MAX_VALUE;
        for (int span = 0; span < spans.size(); span++) {
            next = later(spans.column("startDate"), span, day, next);
            next = later(spans.column("endDate"), span, day, next);
        }
        return next == Long.MAX_VALUE ? null : LocalDate.ofEpochDay(next);
    }

    private static long later(Column column, int row, LocalDate day, long least) {
        boolean later = !column.isMissing(row) && column.longs()[row] > day.toEpochDay();
        return later ? Math.min(least, column.longs()[row]) : least;
    }

    /** Monthly recurring revenue by currency, in minor units; empty for an account that is not a customer. */
    static Map<String, BigDecimal> monthly(AccountHistory history, LocalDate day) {
        Map<String, BigDecimal> revenue = new TreeMap<>();
        Rows periods = history.rows(CONTRACT_PERIOD);
        Column mrr = periods.column("mrr");
        for (int period = 0; period < periods.size(); period++) {
            boolean paid = !mrr.isMissing(period)
                    && mrr.longs()[period] > 0
                    && periods.column("trial").longs()[period] != 1;
            if (paid && holds(periods, period, day)) {
                String currency = history.dictionary().text(mrr.currencies()[period]);
                revenue.merge(currency, BigDecimal.valueOf(mrr.longs()[period]), BigDecimal::add);
            }
        }
        return revenue;
    }

    private static boolean holds(Rows rows, int row, LocalDate day) {
        Column start = rows.column("startDate");
        Column end = rows.column("endDate");
        return !start.isMissing(row)
                && start.longs()[row] <= day.toEpochDay()
                && (end.isMissing(row) || end.longs()[row] > day.toEpochDay());
    }
}

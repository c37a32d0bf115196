package io.tidewatch.ingestion.suggestion;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Rows;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How often an account used features in the last 90 days that the sources cover.
 *
 * @param from the first of these days
 * @param times by feature in small letters; a feature that is missing was not used, as far as is known
 * @param problem why a feature that is missing may have been used, as a sentence; null when it was not
 */
record FeatureUse(LocalDate from, Map<String, Long> times, String problem) {

    private static final String USAGE = "usage";
    private static final int DAYS = 90;
    /** Usage is often delivered late; what nobody used until a week ago is still unused. */
    private static final int LATE = 7;

    /** Of the account at the end of a day. */
    static FeatureUse of(AccountHistory history, LocalDate today) {
        Rows usage = history.rows(USAGE);
        CoveredDays covered = history.covered(usage.kind());
        int last = (int) Math.min(today.toEpochDay(), covered.through());
        int first = (covered.problem() == null ? last : (int) today.toEpochDay()) - DAYS + 1;
        return new FeatureUse(
                LocalDate.ofEpochDay(first),
                times(history, usage, first),
                problem(history, covered, first, last, today));
    }

    private static Map<String, Long> times(AccountHistory history, Rows usage, int first) {
        Map<String, Long> times = new HashMap<>();
        Column days = usage.column("day");
        Column counts = usage.column("count");
        for (int row = 0; row < usage.size(); row++) {
            String feature = days.longs()[row] < first ? null : history.text(USAGE, row, "feature");
            if (feature != null) {
                times.merge(
                        feature.toLowerCase(Locale.ROOT), counts.isMissing(row) ? 1 : counts.longs()[row], Long::sum);
            }
        }
        return times;
    }

    private static String problem(AccountHistory history, CoveredDays covered, int first, int last, LocalDate today) {
        if (covered.problem() != null) {
            return covered.problem();
        }
        if (last < today.toEpochDay() - LATE) {
            return "The usage records are complete only until " + LocalDate.ofEpochDay(last) + ".";
        }
        // Before an account began there was nothing to use.
        return covered.covers(Math.max(first, Math.min(history.firstDay(), last)), last)
                ? null
                : "The usage records are complete only since " + LocalDate.ofEpochDay(covered.from()) + ".";
    }

    /** How often a feature was used, as far as is known. */
    long times(String feature) {
        return times.getOrDefault(feature.toLowerCase(Locale.ROOT), 0L);
    }
}

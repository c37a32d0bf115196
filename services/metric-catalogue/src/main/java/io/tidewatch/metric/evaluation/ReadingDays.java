package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.PeriodLength;
import java.time.LocalDate;
import java.util.List;

/** The days of a question, and those on which the periods of compiled metrics begin: found once for any number of accounts. Does not change. */
public final class ReadingDays {
    final Days days;
    final int asOf;
    /** The as-of day, then the first day of each period. */
    final int[] reading;

    /** By period: the first day of the one before. */
    final int[] previous;

    ReadingDays(List<PeriodLength> periods, Days days) {
        this.days = days;
        asOf = Math.toIntExact(days.asOf().toEpochDay());
        reading = new int[1 + periods.size()];
        previous = new int[periods.size()];
        reading[0] = asOf;
        for (int period = 0; period < previous.length; period++) {
            PeriodLength length = periods.get(period);
            LocalDate start = days.from() == null ? length.before(days.asOf()) : days.from();
            int first = Math.toIntExact(start.toEpochDay());
            reading[1 + period] = first;
            boolean months = days.from() == null && length.months();
            previous[period] = months ? Math.toIntExact(length.before(start).toEpochDay()) : first - (asOf - first);
        }
    }
}

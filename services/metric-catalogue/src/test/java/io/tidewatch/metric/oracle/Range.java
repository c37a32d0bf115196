package io.tidewatch.metric.oracle;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The days, or moments, of a window.
 *
 * @param first first day; {@link LocalDate#MIN} for none
 * @param last last day; {@link LocalDate#MAX} for none
 * @param from the moment at which it begins, when moments count; else null
 * @param fromIn whether that moment is in it
 * @param until the moment at which it ends; null for none
 * @param untilIn whether that moment is in it
 * @param open whether it begins no earlier than the account, for what must be covered
 */
record Range(
        LocalDate first, LocalDate last, Instant from, boolean fromIn, Instant until, boolean untilIn, boolean open) {
    static Range days(LocalDate first, LocalDate last) {
        return new Range(first, last, null, false, null, false, false);
    }

    static Range open(LocalDate first, LocalDate last) {
        return new Range(first, last, null, false, null, false, true);
    }

    /** Moments up to the last one of the as-of day. */
    static Range moments(Instant from, boolean fromIn, Instant until, boolean untilIn, LocalDate asOf) {
        LocalDate last = asOf;
        if (until != null) {
            LocalDate end = new Value.Moment(untilIn ? until : until.minus(TICK)).day();
            last = end.isBefore(asOf) ? end : asOf;
        }
        return new Range(
                new Value.Moment(fromIn ? from : from.plus(TICK)).day(), last, from, fromIn, until, untilIn, true);
    }

    /** The least difference of moments. */
    private static final Duration TICK = Duration.ofNanos(1000);

    boolean has(Value when) {
        if (when.hasNone() || when.day().isBefore(first) || when.day().isAfter(last)) {
            return false;
        }
        if (from == null || !(when instanceof Value.Moment(Instant at))) {
            return true;
        }
        boolean early = fromIn ? at.isBefore(from) : !at.isAfter(from);
        boolean late = until != null && (untilIn ? at.isAfter(until) : !at.isBefore(until));
        return !early && !late;
    }

    /** What lies in both; the other one has days. */
    Range and(LocalDate otherFirst, LocalDate otherLast) {
        return new Range(
                otherFirst.isAfter(first) ? otherFirst : first,
                otherLast.isBefore(last) ? otherLast : last,
                from,
                fromIn,
                until,
                untilIn,
                open);
    }
}

package io.tidewatch.metric.evaluation;

import java.time.LocalDate;

/**
 * The days whose records count.
 *
 * @param days N
 * @param ago M
 * @param period number of the period; -1 without one
 * @param anchor the day that a relative window begins or ends with; null for {@code start}
 * @param moments whether anchor and counted day are both moments
 * @param until {@link Shape#SPAN}: the day on which the span is over; {@code anchor} is its first one
 * @param weeks how many blocks of seven days the subjects are; 0 when they are none. The block is a part of the window
 */
record WindowPlan(Shape shape, int days, int ago, int period, Node anchor, boolean moments, Node until, int weeks) {
    /** The forms of a window. */
    enum Shape {
        LAST,
        EVER,
        PERIOD,
        PREVIOUS,
        AHEAD,
        AFTER,
        SINCE,
        BEFORE,
        SPAN;

        /** Whether nothing lies in it before the account's first day. */
        boolean beginsWithAccount() {
            return this == EVER || this == AFTER || this == SINCE || this == BEFORE;
        }
    }

    /** Farther away than any day of a record. */
    private static final long FAR = 100_000_000L;

    /** A day of a window; null for one without a bound. */
    static LocalDate day(long day) {
        return Math.abs(day) >= FAR - 1 ? null : LocalDate.ofEpochDay(day);
    }

    /** Whether it is the same for all subjects, or there are none. */
    boolean isFixed() {
        return weeks == 0 && anchor == null;
    }

    /**
     * Leaves the window in the frame.
     *
     * @param row the subject
     * @param moment whether the day that counts is a moment
     * @return 0, or why there is no window: {@link Value#ABSENT} or {@link Value#UNKNOWN}
     */
    double resolve(Frame frame, int row, boolean moment) {
        long asOf = frame.asOf;
        long from;
        long through = asOf;
        switch (shape) {
            case LAST -> {
                from = asOf - ago - days + 1;
                through = asOf - ago;
            }
            case EVER -> from = -FAR;
            case PERIOD -> from = frame.readingDays[1 + period] + 1L;
            case PREVIOUS -> {
                from = frame.previousDays[period] + 1L;
                through = frame.readingDays[1 + period];
            }
            case AHEAD -> {
                from = asOf + 1;
                through = FAR;
            }
            default -> {
                double day = anchor == null ? frame.readingDays[1 + period] : anchor.value(frame, row);
                if (Value.isMissing(day)) {
                    return day;
                }
                if (moments) {
                    relativeToMoment(frame, (long) day);
                    return 0;
                }
                from = (long) day;
                switch (shape) {
                    case AFTER -> {
                        from++;
                        through = days == 0 ? asOf : Math.min(asOf, from + days - 1);
                    }
                    case SINCE -> through = days == 0 ? asOf : Math.min(asOf, from + days - 1);
                    case BEFORE -> {
                        through = Math.min(asOf, from - 1);
                        from -= days;
                    }
                    default -> {
                        double end = until.value(frame, row);
                        through = Value.isMissing(end) ? asOf : Math.min(asOf, (long) end - 1);
                    }
                }
            }
        }
        cover(frame, from, through);
        if (weeks > 0) {
            // The oldest block is the first subject.
            long last = asOf - 7L * (weeks - 1 - row);
            from = Math.max(from, last - 6);
            through = Math.min(through, last);
            if (shape != Shape.AHEAD) {
                frame.coverFrom = (int) Math.max(frame.coverFrom, last - 6);
                frame.coverThrough = (int) Math.min(frame.coverThrough, last);
                if (frame.coverThrough < frame.history.firstDay()) {
                    frame.coverFrom = 1;
                    frame.coverThrough = 0;
                }
            }
        }
        leave(frame, from, through, moment);
        return 0;
    }

    private void relativeToMoment(Frame frame, long moment) {
        long length = days * Fields.DAY;
        long end = (frame.asOf + 1L) * Fields.DAY - 1;
        switch (shape) {
            case AFTER -> {
                frame.windowFrom = moment + 1;
                frame.windowThrough = days == 0 ? end : Math.min(end, moment + length);
            }
            case SINCE -> {
                frame.windowFrom = moment;
                frame.windowThrough = days == 0 ? end : Math.min(end, moment + length - 1);
            }
            default -> {
                frame.windowFrom = moment - length;
                frame.windowThrough = Math.min(end, moment - 1);
            }
        }
        cover(frame, Math.floorDiv(frame.windowFrom, Fields.DAY), Math.floorDiv(frame.windowThrough, Fields.DAY));
    }

    private void cover(Frame frame, long from, long through) {
        int first = frame.history.firstDay();
        // What is ahead is known as far as the as-of day is.
        long begin = shape == Shape.AHEAD ? frame.asOf : shape.beginsWithAccount() ? Math.max(from, first) : from;
        long end = shape == Shape.AHEAD ? frame.asOf : through;
        boolean before = end < first;
        frame.coverFrom = before ? 1 : (int) begin;
        frame.coverThrough = before ? 0 : (int) end;
    }

    private static void leave(Frame frame, long from, long through, boolean moment) {
        // A missing day is the least number, and in no window.
        frame.windowFrom = moment ? from * Fields.DAY : from;
        frame.windowThrough = moment ? (through + 1) * Fields.DAY - 1 : through;
    }
}

package io.tidewatch.metric.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * Which records of a kind count.
 *
 * @param day the column of the day that they count by; -1 without one
 * @param moment whether that is a moment
 * @param happened whether it is a day that says that something happened: none lies ahead
 * @param window the days that count; null when all records do, or a span decides
 * @param ownWindow whether the window is relative to a day of the record itself
 * @param conditions what must be true of a record
 * @param beside further kinds that are read along references
 * @param reading the day on which records are read
 */
record RecordChoice(
        int kind,
        int day,
        boolean moment,
        boolean happened,
        WindowPlan window,
        boolean ownWindow,
        List<Integer> conditions,
        List<Integer> beside,
        int reading) {
    /** Returned in the place of a number of records. */
    static final int NO_WINDOW = -1;

    /** Returned in the place of a number of records. */
    static final int NOT_KNOWN = -2;

    /**
     * Leaves the records that count in {@link Scratch#rows}, in the order of the kind.
     *
     * @param note receives why there are none
     * @return how many, or {@link #NO_WINDOW} or {@link #NOT_KNOWN}
     */
    int select(Frame frame, Note note) {
        int ready = open(frame, -1, note);
        return ready < 0 ? ready : collect(frame);
    }

    /**
     * The same for the last record: what came before it cannot change it, so its window need be covered only from its day on. Without a
     * record, all of the window must be.
     */
    int selectForLast(Frame frame, Note note) {
        int count = select(frame, note);
        boolean early = count == NOT_KNOWN && note.why == Note.Why.NOT_COVERED && note.kind == kind;
        if (!early || window == null || ownWindow || isAhead()) {
            return count;
        }
        int found = collect(frame);
        long last = Long.MIN_VALUE;
        for (int number = 0; number < found; number++) {
            last = Math.max(last, frame.longs[day][frame.scratch.rows[number]]);
        }
        int from = (int) Math.max(frame.coverFrom, Math.floorDiv(last, moment ? Fields.DAY : 1));
        if (found == 0
                || !Coverage.covers(frame, kind, from, frame.coverThrough)
                || !Coverage.areReadable(frame, beside, reading, note)) {
            return NOT_KNOWN;
        }
        note.clear();
        frame.coverFrom = from;
        return found;
    }

    /**
     * The last value of a column of days that does not read as missing.
     *
     * @param readBy the reading day after which days read as missing; -1 where they never do
     */
    static long lastRead(Frame frame, int readBy, boolean moment) {
        if (readBy < 0) {
            return Long.MAX_VALUE;
        }
        long last = frame.readingDays[readBy];
        return moment ? (last + 1) * Fields.DAY - 1 : last;
    }

    /** The reading day after which the day that records count by reads as missing; -1 where it never does. */
    int readBy() {
        return happened ? reading : -1;
    }

    /** Whether the window is covered from the day of a record on, which is enough for the last one of a part of the records; -1 for none. */
    boolean isCoveredFrom(Frame frame, int row) {
        if (window == null || ownWindow || open(frame, -1, new Note()) == 0) {
            return true;
        }
        if (row < 0 || isAhead()) {
            return false;
        }
        int last = Math.toIntExact(Math.floorDiv(frame.longs[day][row], moment ? Fields.DAY : 1));
        return Coverage.covers(frame, kind, Math.max(frame.coverFrom, last), frame.coverThrough);
    }

    /** Whether the records are those after the as-of day. */
    boolean isAhead() {
        return window != null && window.shape() == WindowPlan.Shape.AHEAD;
    }

    /** Whether the same records count for every subject that they are related to. */
    boolean isFixed() {
        return window == null || window.isFixed();
    }

    /** Collects the records that count, once the window is resolved, in {@link Scratch#rows}; how many. */
    int collect(Frame frame) {
        int first = 0;
        int end = frame.sizes[kind];
        frame.scratch.size(end);
        boolean sorted = window != null && !ownWindow && day == frame.program.timeOf(kind);
        if (sorted) {
            long[] days = frame.longs[day];
            int count = frame.dated[kind];
            first = lowest(days, count, frame.windowFrom);
            end = frame.windowThrough == Long.MAX_VALUE ? count : lowest(days, count, frame.windowThrough + 1);
        }
        return collect(frame, first, end, window != null && !sorted);
    }

    /** Resolves the window, if it is not the record's own, and looks whether it is covered; 0, or why not. */
    int open(Frame frame, int subject, Note note) {
        if (window != null && !ownWindow) {
            double missing = window.resolve(frame, subject, moment);
            if (Value.isMissing(missing)) {
                note.why = Note.Why.NO_ANCHOR;
                return Value.isUnknown(missing) ? NOT_KNOWN : NO_WINDOW;
            }
            if (happened) {
                long end = moment ? (frame.asOf + 1L) * Fields.DAY - 1 : frame.asOf;
                frame.windowThrough = Math.min(frame.windowThrough, end);
            }
        } else {
            int last = frame.readingDays[reading];
            boolean before = last < frame.history.firstDay();
            frame.coverFrom = before ? 1 : ownWindow ? frame.history.firstDay() : last;
            frame.coverThrough = before ? 0 : last;
        }
        return isCovered(frame, note) ? 0 : NOT_KNOWN;
    }

    private boolean isCovered(Frame frame, Note note) {
        if (!Coverage.covers(frame, kind, frame.coverFrom, frame.coverThrough)) {
            note.notCovered(kind, frame.coverFrom, frame.coverThrough);
            return false;
        }
        return Coverage.areReadable(frame, beside, reading, note);
    }

    /** Collects the records from {@code first} to before {@code end} that count. */
    private int collect(Frame frame, int first, int end, boolean check) {
        if (first >= end || !mark(frame, first, end)) {
            return 0;
        }
        int[] rows = frame.scratch.rows;
        int found = 0;
        for (int word = first >> 6; word << 6 < end; word++) {
            long bits = frame.scratch.marked[word];
            while (bits != 0) {
                int row = (word << 6) + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
                if (!check || isInWindow(frame, row)) {
                    rows[found++] = row;
                }
            }
        }
        return found;
    }

    /** Marks the records that meet all conditions, whatever their day. */
    void markAll(Frame frame) {
        int size = frame.sizes[kind];
        frame.scratch.size(size);
        if (size > 0) {
            mark(frame, 0, size);
        }
    }

    /** Marks the records that count, once the window is resolved. */
    void markCounting(Frame frame) {
        int count = collect(frame);
        long[] marked = frame.scratch.marked;
        Arrays.fill(marked, 0, frame.sizes[kind] + 63 >> 6, 0);
        for (int number = 0; number < count; number++) {
            int row = frame.scratch.rows[number];
            marked[row >> 6] |= 1L << row;
        }
    }

    /** Marks those of some records that meet all conditions, and none beside them in the words of the first and the last; false when there are none. */
    private boolean mark(Frame frame, int first, int end) {
        long[] marked = frame.scratch.marked;
        int from = first >> 6;
        int to = end + 63 >> 6;
        Arrays.fill(marked, from, to, -1L);
        marked[from] &= -1L << first;
        marked[to - 1] &= -1L >>> -end;
        boolean any = true;
        for (int number = 0; number < conditions.size() && any; number++) {
            long[] met = frame.trueRows(conditions.get(number));
            long all = 0;
            for (int word = from; word < to; word++) {
                marked[word] &= met[word];
                all |= marked[word];
            }
            any = all != 0;
        }
        return any;
    }

    /** Whether a record that is marked lies in the window that {@link #open} resolved. */
    boolean countsMarked(Frame frame, int row) {
        return (frame.scratch.marked[row >> 6] & 1L << row) != 0 && (window == null || isInWindow(frame, row));
    }

    private boolean isInWindow(Frame frame, int row) {
        long value = frame.longs[day][row];
        if (ownWindow && Value.isMissing(window.resolve(frame, row, moment))) {
            return false;
        }
        return value >= frame.windowFrom
                && value <= frame.windowThrough
                && !(happened && ownWindow && Math.floorDiv(value, moment ? Fields.DAY : 1) > frame.asOf);
    }

    /** The first of {@code count} ascending numbers that is not below a bound. */
    static int lowest(long[] numbers, int count, long bound) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = from + to >>> 1;
            if (numbers[middle] < bound) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}

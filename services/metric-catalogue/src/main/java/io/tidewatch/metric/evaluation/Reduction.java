package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.language.AggregateFunction;
import java.util.Arrays;

/**
 * How records, or subjects, become one value.
 *
 * @param argument what of them; null for a count
 * @param number which different day counts for {@link AggregateFunction#FIRST}
 * @param kind the kind of record; -1 for weeks
 * @param day the column of the day that records count by; -1 without one, and for subjects, which are in order already
 * @param moment whether that is a moment
 * @param readBy the reading day after which that day reads as missing; -1 where it never does
 * @param sorted whether records are in the order of that day already
 * @param money whether the argument is money
 * @param lists whether the argument is a list of words or references
 * @param subjects whether subjects are put together: then one whose value is absent is left out of a mean
 * @param clock whether the as-of day itself is part of the argument
 * @param what the argument as it is written
 */
record Reduction(
        AggregateFunction function,
        Node argument,
        int number,
        int kind,
        int day,
        boolean moment,
        int readBy,
        boolean sorted,
        boolean money,
        boolean lists,
        boolean subjects,
        boolean clock,
        String what) {

    /** Puts the first {@code all} of {@link Scratch#rows} together. Leaves the currency, and sum and number, in the frame. */
    double reduce(Frame frame, int all, Note note) {
        frame.currency = Amounts.NO_CURRENCY;
        if (function == AggregateFunction.COUNT) {
            return all;
        }
        int[] rows = frame.scratch.rows;
        frame.scratch.size(all);
        if (!sorted && isOrdered()) {
            frame.scratch.sort(rows, 0, all, frame.longs[day], RecordChoice.lastRead(frame, readBy, moment));
        }
        int count = takesOne() ? take(frame, all) : all;
        if (lists) {
            return overLists(frame, count, note);
        }
        int found = gather(frame, count, note);
        if (found < 0) {
            return Value.UNKNOWN;
        }
        double result = of(frame, found, note);
        if (Value.isAbsent(result) && note.why == Note.Why.NONE) {
            note.nothing(kind, frame.coverFrom, frame.coverThrough);
        }
        return result;
    }

    private boolean isOrdered() {
        return switch (function) {
            case FIRST, LAST, SLOPE, STREAK -> true;
            default -> false;
        };
    }

    private boolean takesOne() {
        return function == AggregateFunction.FIRST || function == AggregateFunction.LAST;
    }

    private boolean leavesAbsentOut() {
        return switch (function) {
            case MEAN, MEDIAN, SLOPE, VARIATION -> subjects;
            default -> false;
        };
    }

    /** Leaves the values in {@link Scratch#values}; how many, or -1 when one is not known. */
    int gather(Frame frame, int count, Note note) {
        int[] rows = frame.scratch.rows;
        double[] values = frame.scratch.values;
        int plain = plain(frame, count);
        int found = Math.max(0, plain);
        int missing = plain < 0 ? 0 : count - plain;
        int common = Amounts.NO_CURRENCY;
        boolean mixed = false;
        for (int number = plain < 0 ? 0 : count; number < count; number++) {
            double value = argument.value(frame, rows[number]);
            if (Value.isMissing(value)) {
                if (Value.isUnknown(value)) {
                    note.noRate(frame.withoutRate);
                    return -1;
                }
                missing++;
                continue;
            }
            if (money) {
                int currency = frame.currency;
                frame.scratch.currencies[found] = currency;
                mixed |= currency != common && currency != Amounts.NO_CURRENCY && common != Amounts.NO_CURRENCY;
                common = currency == Amounts.NO_CURRENCY ? common : currency;
            }
            values[found++] = value;
        }
        if (missing > 0 && !leavesAbsentOut()) {
            note.missing(Note.Why.MISSING_VALUES, kind, missing, count, what);
            return -1;
        }
        frame.currency = common;
        return mixed && !convert(frame, found, note) ? -1 : found;
    }

    /** The same where the argument is a field and no more, which it is mostly; how many records have it, or -1 where it is something else. */
    private int plain(Frame frame, int count) {
        if (argument instanceof Fields.Whole field) {
            return plain(frame, frame.longs[field.column()], Long.MAX_VALUE, count);
        }
        return argument instanceof Fields.Happened field
                ? plain(frame, frame.longs[field.column()], frame.readingDays[field.reading()], count)
                : -1;
    }

    private static int plain(Frame frame, long[] numbers, long last, int count) {
        int[] rows = frame.scratch.rows;
        double[] values = frame.scratch.values;
        int found = 0;
        for (int at = 0; at < count; at++) {
            long number = numbers[rows[at]];
            if (number != Column.MISSING && number <= last) {
                values[found++] = number;
            }
        }
        return found;
    }

    private static boolean convert(Frame frame, int count, Note note) {
        for (int number = 0; number < count; number++) {
            double factor = frame.money.factor(frame.scratch.currencies[number]);
            if (Value.isAbsent(factor)) {
                note.noRate(frame.scratch.currencies[number]);
                return false;
            }
            frame.scratch.values[number] *= factor;
        }
        frame.currency = frame.money.reporting();
        return true;
    }

    private double of(Frame frame, int count, Note note) {
        double[] values = frame.scratch.values;
        return switch (function) {
            case COUNT -> count;
            case SUM -> Value.finite(sum(values, count));
            case MEAN -> {
                frame.sum = sum(values, count);
                frame.number = count;
                yield count == 0 ? Value.ABSENT : Value.finite(frame.sum / count);
            }
            case MEDIAN -> {
                Arrays.sort(values, 0, count);
                yield middle(values, count);
            }
            case FIRST, LAST -> count == 0 ? Value.ABSENT : values[0];
            case DISTINCT -> {
                NumberSet different = frame.scratch.different;
                different.clear();
                for (int at = 0; at < count; at++) {
                    different.add(values[at]);
                }
                yield different.size();
            }
            case STREAK -> streak(values, count);
            case SLOPE -> slope(values, count);
            case VARIATION -> variation(values, count, note);
        };
    }

    private static double sum(double[] values, int count) {
        double sum = 0;
        for (int at = 0; at < count; at++) {
            sum += values[at];
        }
        return sum;
    }

    /** The middle one of ascending values, or the mean of the two middle ones. */
    static double middle(double[] values, int count) {
        if (count == 0) {
            return Value.ABSENT;
        }
        double upper = values[count / 2];
        return count % 2 == 1 ? upper : (values[count / 2 - 1] + upper) / 2;
    }

    /** Puts the one record whose value is taken first: what the others lack does not matter. 1, or 0 where there is none. */
    private int take(Frame frame, int count) {
        int[] rows = frame.scratch.rows;
        int place = function == AggregateFunction.LAST ? count - 1 : number == 1 && count > 0 ? 0 : ofDay(frame, count);
        if (place < 0) {
            return 0;
        }
        rows[0] = rows[place];
        return 1;
    }

    /** The place of the first record of the n-th different day; -1 without one. */
    private int ofDay(Frame frame, int count) {
        if (day < 0) {
            // Records of a kind without a day have no second day either.
            return -1;
        }
        int[] rows = frame.scratch.rows;
        long[] days = frame.longs[day];
        long unit = moment ? Fields.DAY : 1;
        long end = RecordChoice.lastRead(frame, readBy, moment);
        int seen = 0;
        long last = 0;
        for (int at = 0; at < count; at++) {
            if (days[rows[at]] == Column.MISSING || days[rows[at]] > end) {
                continue;
            }
            long current = Math.floorDiv(days[rows[at]], unit);
            if (seen == 0 || current != last) {
                seen++;
                last = current;
                if (seen == number) {
                    return at;
                }
            }
        }
        return -1;
    }

    private static double streak(double[] values, int count) {
        int length = 0;
        while (length < count && values[count - 1 - length] == 1) {
            length++;
        }
        return count == 0 ? Value.ABSENT : length;
    }

    private static double slope(double[] values, int count) {
        if (count < 2) {
            return Value.ABSENT;
        }
        double middle = (count - 1) / 2d;
        double mean = sum(values, count) / count;
        double above = 0;
        double below = 0;
        for (int at = 0; at < count; at++) {
            above += (at - middle) * (values[at] - mean);
            below += (at - middle) * (at - middle);
        }
        return Value.finite(above / below);
    }

    private static double variation(double[] values, int count, Note note) {
        double mean = sum(values, count) / count;
        if (count == 0 || mean == 0) {
            note.why = count == 0 ? Note.Why.NONE : Note.Why.NO_MEAN;
            return Value.ABSENT;
        }
        double squares = 0;
        for (int at = 0; at < count; at++) {
            squares += (values[at] - mean) * (values[at] - mean);
        }
        return Value.finite(Math.sqrt(squares / count) / mean);
    }

    /** Lists have no value of their own: {@code distinct} counts their different members, any other function whether there is one. */
    private double overLists(Frame frame, int count, Note note) {
        NumberSet different = frame.scratch.different;
        different.clear();
        int missing = 0;
        for (int at = 0; at < count; at++) {
            if (Value.isMissing(argument.value(frame, frame.scratch.rows[at]))) {
                missing++;
                continue;
            }
            for (int member : frame.list) {
                different.add(member);
            }
        }
        if (missing > 0) {
            note.missing(Note.Why.MISSING_VALUES, kind, missing, count, what);
            return Value.UNKNOWN;
        }
        if (function == AggregateFunction.DISTINCT) {
            return different.size();
        }
        return count == 0 ? Value.ABSENT : 1;
    }
}

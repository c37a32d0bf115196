package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Column;

/** Values that are there already: fields of records, measures, aggregates of subjects. */
final class Fields {
    /** Microseconds of a day. */
    static final long DAY = 86_400_000_000L;

    private Fields() {}

    /** A whole number, condition, word, text, reference, or a planned day or moment. */
    record Whole(int column) implements Node {
        @Override
        public double value(Frame frame, int row) {
            long value = frame.longs[column][row];
            return value == Column.MISSING ? Value.ABSENT : value;
        }
    }

    /** Whether what a record counts happened: not where the number is 0, but where it is missing. */
    record Counted(int column) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return Value.of(frame.longs[column][row] != 0);
        }

        @Override
        public long truths(Frame frame, int from, int to) {
            long[] counts = frame.longs[column];
            long found = 0;
            for (int row = from; row < to; row++) {
                found |= counts[row] != 0 ? 1L << row : 0;
            }
            return found;
        }
    }

    record Decimal(int column) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return frame.doubles[column][row];
        }
    }

    record Money(int column) implements Node {
        @Override
        public double value(Frame frame, int row) {
            long value = frame.longs[column][row];
            if (value == Column.MISSING) {
                return Value.ABSENT;
            }
            frame.currency = frame.currencies[column][row];
            return value;
        }
    }

    /** A day that says that something happened: missing while it lies after the reading day. */
    record Happened(int column, int reading) implements Node {
        @Override
        public double value(Frame frame, int row) {
            long value = frame.longs[column][row];
            return value == Column.MISSING || value > frame.readingDays[reading] ? Value.ABSENT : value;
        }
    }

    /** A moment at which something happened: missing while it lies after the reading day. */
    record HappenedAt(int column, int reading) implements Node {
        @Override
        public double value(Frame frame, int row) {
            long value = frame.longs[column][row];
            return value == Column.MISSING || value >= (frame.readingDays[reading] + 1L) * DAY ? Value.ABSENT : value;
        }
    }

    /** Several words or references; 1 where there is a list. */
    record Listed(int column) implements Node {
        @Override
        public double value(Frame frame, int row) {
            frame.list = frame.lists[column][row];
            return frame.list == null ? Value.ABSENT : 1;
        }
    }

    /** A field that reads as missing before a day of its record. */
    record Since(Node day, Node field) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return Value.isMissing(day.value(frame, row)) ? Value.ABSENT : field.value(frame, row);
        }
    }

    /** A field of the record that another one refers to; absent where that is known by its id alone. */
    record Along(Node reference, int kind, Node field) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double number = reference.value(frame, row);
            return Value.isMissing(number) || number >= frame.sizes[kind]
                    ? Value.ABSENT
                    : field.value(frame, (int) number);
        }
    }

    /** An attribute of the account on the as-of day. */
    record OfAccount(Node field) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return frame.accountRow < 0 ? Value.ABSENT : field.value(frame, frame.accountRow);
        }
    }

    /** Whether a record of the account's attributes is the version of the reading day. */
    record IsCurrent(int reading) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return Value.of(row == frame.history.attributesOn(frame.readingDays[reading]));
        }
    }

    /** A measure, or another metric. */
    record OfSlot(int slot) implements Node {
        @Override
        public double value(Frame frame, int row) {
            frame.currency = frame.slotCurrencies[slot];
            return frame.values[slot];
        }
    }

    /** A field of a subject: of its record, or of the first record of its group. */
    record OfSubject(int candidates, Node field) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return field.value(frame, frame.candidates[candidates].rows[row]);
        }
    }

    /** An aggregate of a subject. */
    record OfWith(int with) implements Node {
        @Override
        public double value(Frame frame, int row) {
            SubjectValues values = frame.withs[with];
            frame.currency = values.currencies[row];
            return values.values[row];
        }
    }

    /** The number of the block of seven days counted back from the as-of day. */
    record Week(Node day) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = day.value(frame, row);
            return Value.isMissing(value) ? value : Math.floor((frame.asOf - value) / 7);
        }
    }

    /** The UTC day of a moment. */
    record DayOf(Node moment) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = moment.value(frame, row);
            return Value.isMissing(value) ? value : Math.floor(value / DAY);
        }
    }

    /** The first moment of a day. */
    record Beginning(Node day) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = day.value(frame, row);
            return Value.isMissing(value) ? value : value * DAY;
        }
    }

    /** The as-of day. */
    record AsOf() implements Node {
        @Override
        public double value(Frame frame, int row) {
            return frame.asOf;
        }
    }

    /** The end of the as-of day: the first moment of the next one. */
    record EndOfAsOf() implements Node {
        @Override
        public double value(Frame frame, int row) {
            return (frame.asOf + 1d) * DAY;
        }
    }

    /** Whether a span holds on the reading day; first day in, last day out. Planned days are read like others: d lies before what is ahead. */
    record SpanHolds(int from, boolean fromMoment, int until, boolean untilMoment, int reading) implements Node {
        @Override
        public double value(Frame frame, int row) {
            long first = frame.longs[from][row];
            long last = frame.longs[until][row];
            int day = frame.readingDays[reading];
            boolean begun = first != Column.MISSING && (fromMoment ? Math.floorDiv(first, DAY) : first) <= day;
            return Value.of(begun && (last == Column.MISSING || day < (untilMoment ? Math.floorDiv(last, DAY) : last)));
        }
    }
}

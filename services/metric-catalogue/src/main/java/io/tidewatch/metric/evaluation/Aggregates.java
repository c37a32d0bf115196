package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.AggregateFunction;
import java.util.List;

/** The steps that make one value of an account's records, or of its subjects. */
final class Aggregates {
    private Aggregates() {}

    /** An aggregate whose records can be found again, to split it by a field or to say which ones they are. */
    interface Aggregate extends Slot {
        /** How its records become a value. */
        Reduction reduction();

        /** Leaves what counts in {@link Scratch#rows}; how many, or {@link RecordChoice#NO_WINDOW} or {@link RecordChoice#NOT_KNOWN}. */
        int select(Frame frame, Note note);

        @Override
        default void compute(Frame frame, int slot) {
            Note note = frame.notes[slot];
            note.clear();
            frame.number = 0;
            frame.sum = 0;
            frame.currency = Amounts.NO_CURRENCY;
            int count = select(frame, note);
            double value;
            if (count < 0) {
                value = count == RecordChoice.NOT_KNOWN ? Value.UNKNOWN : Value.ABSENT;
            } else {
                value = reduction().reduce(frame, count, note);
            }
            frame.values[slot] = value;
            frame.slotCurrencies[slot] =
                    reduction().money() && !Value.isMissing(value) ? frame.currency : Amounts.NO_CURRENCY;
            frame.sums[slot] = frame.sum;
            frame.numbers[slot] = frame.number;
        }
    }

    /** Over the records of a kind. */
    record OverRecords(RecordChoice choice, Reduction reduction) implements Aggregate {
        @Override
        public int select(Frame frame, Note note) {
            return reduction.function() == AggregateFunction.LAST
                    ? choice.selectForLast(frame, note)
                    : choice.select(frame, note);
        }

        @Override
        public void compute(Frame frame, int slot) {
            Aggregate.super.compute(frame, slot);
            Note note = frame.notes[slot];
            if (note.why == Note.Why.NOTHING && choice.isAhead()) {
                note.through = Note.OPEN;
            }
        }
    }

    /**
     * Over subjects.
     *
     * @param where what must be true of a subject
     * @param withs the aggregates of the subjects that {@code where} and the argument read
     * @param beside kinds of record that they read along references
     */
    record OverSubjects(
            int chosen,
            int candidates,
            List<Node> where,
            List<Integer> withs,
            List<Integer> beside,
            Reduction reduction)
            implements Aggregate {
        @Override
        public int select(Frame frame, Note note) {
            Chosen subjects = frame.chosen[chosen];
            frame.coverFrom = 1;
            frame.coverThrough = 0;
            if (subjects.note.why != Note.Why.NONE) {
                note.copy(subjects.note);
                return RecordChoice.NOT_KNOWN;
            }
            if (!Coverage.areReadable(frame, beside, 0, note)) {
                return RecordChoice.NOT_KNOWN;
            }
            frame.scratch.size(subjects.size);
            int count = 0;
            for (int number = 0; number < subjects.size; number++) {
                int subject = subjects.subjects[number];
                double met = Subjects.holds(frame, where, subject);
                if (met == 1) {
                    frame.scratch.rows[count++] = subject;
                } else if (Value.isUnknown(met)) {
                    Subjects.because(frame, withs, note);
                    return RecordChoice.NOT_KNOWN;
                }
            }
            return count;
        }

        @Override
        public void compute(Frame frame, int slot) {
            Aggregate.super.compute(frame, slot);
            Note note = frame.notes[slot];
            if (Value.isUnknown(frame.values[slot]) && note.why == Note.Why.NO_RATE) {
                Subjects.because(frame, withs, note);
            }
        }
    }
}

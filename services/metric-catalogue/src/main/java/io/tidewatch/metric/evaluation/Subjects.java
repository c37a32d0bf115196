package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Column;
import java.util.List;

/** The steps that find subjects and compute what each of them has. */
final class Subjects {
    private Subjects() {}

    /**
     * Finds the subjects that a time clause, and the conditions on their records, let count.
     *
     * @param index where they are kept, see {@link Frame#candidates}
     * @param choice which records; null for weeks
     * @param sorted whether records are in the order of the day they count by already
     * @param group the field of which each value is a subject; null when each record is one
     * @param groupName its name
     * @param weeks how many blocks of seven days; 0 when the subjects are records
     */
    record Candidates(int index, RecordChoice choice, boolean sorted, Node group, String groupName, int weeks)
            implements Slot {
        @Override
        public void compute(Frame frame, int slot) {
            CandidateValues values = frame.candidates[index];
            values.note.clear();
            if (choice == null) {
                values.size = weeks;
                return;
            }
            int count = choice.select(frame, values.note);
            values.size = 0;
            values.places.clear();
            if (count <= 0) {
                return;
            }
            int[] rows = frame.scratch.rows;
            if (!sorted) {
                long end = RecordChoice.lastRead(frame, choice.readBy(), choice.moment());
                frame.scratch.sort(rows, 0, count, frame.longs[choice.day()], end);
            }
            values.size(count);
            int missing = 0;
            for (int number = 0; number < count; number++) {
                double key = group == null ? rows[number] : group.value(frame, rows[number]);
                if (Value.isMissing(key)) {
                    missing++;
                } else if (values.places.add(key) == values.size) {
                    values.rows[values.size++] = rows[number];
                }
            }
            if (missing > 0) {
                values.note.missing(Note.Why.MISSING_SUBJECT, choice.kind(), missing, count, groupName);
            }
        }
    }

    /**
     * Finds the records that belong to each subject.
     *
     * @param index where they are kept, see {@link Frame#related}
     * @param kind the kind of record
     * @param key what is equal to the value or number of the subject; null for the number of the record itself
     * @param lists whether {@code key} is a list of references
     */
    record Relation(int index, int candidates, int kind, Node key, boolean lists) implements Slot {
        @Override
        public void compute(Frame frame, int slot) {
            CandidateValues subjects = frame.candidates[candidates];
            Related related = frame.related[index];
            related.begin(subjects.size);
            if (subjects.size > 0 && key instanceof Fields.Whole field) {
                long[] values = frame.longs[field.column()];
                for (int row = 0; row < frame.sizes[kind]; row++) {
                    if (values[row] != Column.MISSING) {
                        add(subjects.places.find(values[row]), related, row);
                    }
                }
            } else if (subjects.size > 0) {
                for (int row = 0; row < frame.sizes[kind]; row++) {
                    double value = key == null ? row : key.value(frame, row);
                    if (Value.isMissing(value)) {
                        continue;
                    }
                    if (lists) {
                        addAll(frame, subjects, related, row);
                    } else {
                        add(subjects.places.find(value), related, row);
                    }
                }
            }
            related.finish(subjects.size);
        }

        private static void addAll(Frame frame, CandidateValues subjects, Related related, int row) {
            int[] list = frame.list;
            for (int at = 0; at < list.length; at++) {
                boolean again = false;
                for (int before = 0; before < at; before++) {
                    again |= list[before] == list[at];
                }
                if (!again) {
                    add(subjects.places.find(list[at]), related, row);
                }
            }
        }

        private static void add(int place, Related related, int row) {
            if (place >= 0) {
                related.add(place, row);
            }
        }
    }

    /**
     * Computes an aggregate for each subject.
     *
     * @param index where it is kept, see {@link Frame#withs}
     * @param related the records of each subject; -1 when all records of the kind are related
     */
    record With(int index, int candidates, int related, RecordChoice choice, Reduction reduction) implements Slot {
        @Override
        public void compute(Frame frame, int slot) {
            SubjectValues values = frame.withs[index];
            int subjects = frame.candidates[candidates].size;
            values.size(subjects);
            Note note = frame.notes[slot];
            note.clear();
            // What is the same for all subjects is found once.
            boolean fixed = related >= 0 && subjects > 0 && choice.isFixed();
            int ready = fixed ? choice.open(frame, -1, note) : 0;
            if (fixed && ready == 0) {
                choice.markCounting(frame);
            } else if (related >= 0 && subjects > 0) {
                choice.markAll(frame);
            }
            for (int subject = 0; subject < subjects; subject++) {
                if (!fixed) {
                    note.clear();
                    ready = choice.open(frame, subject, note);
                } else if (ready == 0) {
                    note.clear();
                }
                values.values[subject] = ready == 0
                        ? reduction.reduce(frame, marked(frame, subject, fixed), note)
                        : ready == RecordChoice.NOT_KNOWN ? Value.UNKNOWN : Value.ABSENT;
                values.currencies[subject] = reduction.money() ? frame.currency : Amounts.NO_CURRENCY;
                if (Value.isUnknown(values.values[subject]) && values.note.why == Note.Why.NONE) {
                    values.note.copy(note);
                }
            }
        }

        /** Leaves the records of a subject that count in {@link Scratch#rows}; how many, or why it is not known. */
        int rows(Frame frame, int subject, Note note) {
            int ready = choice.open(frame, subject, note);
            if (ready == 0 && related >= 0) {
                choice.markAll(frame);
            }
            return ready == 0 ? marked(frame, subject, false) : ready;
        }

        /** The same, with its window resolved and the records that meet the conditions marked. */
        private int marked(Frame frame, int subject, boolean inWindow) {
            if (related < 0) {
                return choice.collect(frame);
            }
            Related records = frame.related[related];
            int to = records.starts[subject + 1];
            int[] rows = frame.scratch.rows;
            long[] marked = frame.scratch.marked;
            int count = 0;
            for (int at = records.starts[subject]; at < to; at++) {
                int row = records.rows[at];
                if (inWindow ? (marked[row >> 6] & 1L << row) != 0 : choice.countsMarked(frame, row)) {
                    rows[count++] = row;
                }
            }
            return count;
        }
    }

    /**
     * Chooses those of the candidates that meet the conditions on their aggregates.
     *
     * @param index where they are kept, see {@link Frame#chosen}
     * @param withs the aggregates that the conditions read
     * @param beside kinds of record that the conditions read along references
     * @param clock whether the as-of day itself is part of a condition
     */
    record Choice(int index, int candidates, List<Node> where, List<Integer> withs, List<Integer> beside, boolean clock)
            implements Slot {
        @Override
        public void compute(Frame frame, int slot) {
            CandidateValues from = frame.candidates[candidates];
            Chosen chosen = frame.chosen[index];
            chosen.note.copy(from.note);
            if (chosen.note.why == Note.Why.NONE) {
                Coverage.areReadable(frame, beside, 0, chosen.note);
            }
            chosen.size(from.size);
            chosen.size = 0;
            for (int subject = 0; subject < from.size; subject++) {
                double met = holds(frame, where, subject);
                if (met == 1) {
                    chosen.subjects[chosen.size++] = subject;
                } else if (Value.isUnknown(met) && chosen.note.why == Note.Why.NONE) {
                    because(frame, withs, chosen.note);
                }
            }
        }
    }

    /** Whether all conditions hold for a subject. */
    static double holds(Frame frame, List<Node> conditions, int subject) {
        double all = 1;
        for (int number = 0; number < conditions.size(); number++) {
            double met = conditions.get(number).value(frame, subject);
            if (met == 0) {
                return 0;
            }
            all = Value.isMissing(met) ? all == 1 ? met : Value.missing(all, met) : all;
        }
        return all;
    }

    /** Takes over why the first of these aggregates is not known for every subject. */
    static void because(Frame frame, List<Integer> withs, Note note) {
        for (int number = 0; number < withs.size(); number++) {
            Note why = frame.withs[withs.get(number)].note;
            if (why.why != Note.Why.NONE) {
                note.copy(why);
                return;
            }
        }
        note.noRate(frame.withoutRate);
    }
}

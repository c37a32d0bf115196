package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.RecordField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Splits the measures of a metric by a field of their records. */
final class Labels {
    /** The label of a record without the field. */
    static final String UNKNOWN = "unknown";

    private Labels() {}

    /** The split measures for one label: each as if only the records with that label counted. */
    record Parts(int[] slots, int[][] rows, double[] values, int[] currencies, double[] sums, int[] numbers) {
        /** Leaves the values of a split measure, for this label, in {@link Scratch#values}; how many. */
        int gather(Frame frame, int slot) {
            for (int number = 0; number < slots.length; number++) {
                if (slots[number] == slot) {
                    Reduction reduction = ((Aggregates.Aggregate) frame.program.slotArray()[slot]).reduction();
                    choose(frame, rows[number]);
                    return Math.max(0, reduction.gather(frame, rows[number].length, new Note()));
                }
            }
            return 0;
        }

        /** The value of the metric with these measures, and the others whole. */
        MeasureValue value(Frame frame, MetricPlan plan) {
            exchange(frame);
            frame.currency = Amounts.NO_CURRENCY;
            double value = ((Slot.OfMetric) frame.program.slotArray()[plan.slot()])
                    .seen(plan.value().value(frame, -1));
            String currency = frame.money.name(frame.currency);
            exchange(frame);
            return MeasureValue.of(value, currency);
        }

        /** Puts these measures in the place of the whole ones, and back. */
        void exchange(Frame frame) {
            for (int number = 0; number < slots.length; number++) {
                int slot = slots[number];
                double value = frame.values[slot];
                frame.values[slot] = values[number];
                values[number] = value;
                int currency = frame.slotCurrencies[slot];
                frame.slotCurrencies[slot] = currencies[number];
                currencies[number] = currency;
                double sum = frame.sums[slot];
                frame.sums[slot] = sums[number];
                sums[number] = sum;
                int count = frame.numbers[slot];
                frame.numbers[slot] = numbers[number];
                numbers[number] = count;
            }
        }
    }

    /** The records that an aggregate chooses from; null for one that is not an aggregate, and for weeks. */
    static RecordChoice choiceOf(Frame frame, Slot slot) {
        return switch (slot) {
            case Aggregates.OverRecords records -> records.choice();
            case Aggregates.OverSubjects subjects ->
                candidates(frame, subjects.candidates()).choice();
            default -> null;
        };
    }

    static Subjects.Candidates candidates(Frame frame, int index) {
        for (Slot slot : frame.program.slotArray()) {
            if (slot instanceof Subjects.Candidates found && found.index() == index) {
                return found;
            }
        }
        throw new IllegalStateException("No subjects " + index);
    }

    /** The split measures by label; none where one of them is not known. */
    static Map<String, Parts> of(Frame frame, MetricPlan plan) {
        List<String> names = new ArrayList<>(plan.splits().keySet());
        int[] slots = names.stream().mapToInt(plan.measures()::get).toArray();
        TreeMap<String, int[][]> rows = new TreeMap<>();
        for (int number = 0; number < slots.length; number++) {
            Aggregates.Aggregate aggregate =
                    (Aggregates.Aggregate) frame.program.slotArray()[slots[number]];
            int count = aggregate.select(frame, new Note());
            if (count == RecordChoice.NOT_KNOWN) {
                return Map.of();
            }
            int[] all = Arrays.copyOf(frame.scratch.rows, Math.max(0, count));
            split(frame, plan.splits().get(names.get(number)), all, number, slots.length, rows);
        }
        Map<String, Parts> parts = new TreeMap<>();
        rows.forEach((label, chosen) -> parts.put(label, parts(frame, slots, chosen)));
        return parts;
    }

    private static void split(
            Frame frame, MetricPlan.Label by, int[] all, int number, int measures, Map<String, int[][]> rows) {
        Map<String, List<Integer>> found = new HashMap<>();
        for (int row : all) {
            String label = text(frame, by.field(), by.value().value(frame, row));
            found.computeIfAbsent(label, any -> new ArrayList<>()).add(row);
        }
        found.forEach((label, those) -> rows.computeIfAbsent(label, any -> new int[measures][0])[number] =
                those.stream().mapToInt(Integer::intValue).toArray());
    }

    private static String text(Frame frame, RecordField field, double value) {
        if (Value.isMissing(value)) {
            return UNKNOWN;
        }
        return switch (field.type()) {
            case WORD -> value < field.words().size() ? field.words().get((int) value) : UNKNOWN;
            case BOOLEAN -> String.valueOf(value == 1);
            case REF -> frame.history.referenceId(field.target(), (int) value);
            default -> frame.history.dictionary().text((int) value);
        };
    }

    private static Parts parts(Frame frame, int[] slots, int[][] rows) {
        Parts parts = new Parts(
                slots,
                rows,
                new double[slots.length],
                new int[slots.length],
                new double[slots.length],
                new int[slots.length]);
        for (int number = 0; number < slots.length; number++) {
            Reduction reduction = ((Aggregates.Aggregate) frame.program.slotArray()[slots[number]]).reduction();
            int[] those = rows[number];
            choose(frame, those);
            frame.sum = 0;
            frame.number = 0;
            parts.values()[number] = reduction.reduce(frame, those.length, new Note());
            parts.currencies()[number] = reduction.money() ? frame.currency : Amounts.NO_CURRENCY;
            parts.sums()[number] = frame.sum;
            parts.numbers()[number] = frame.number;
            if (!isCovered(frame, slots[number], those)) {
                parts.values()[number] = Value.UNKNOWN;
            }
        }
        return parts;
    }

    /** The last record of a label can be an older one than the last of all, from whose day on the window is covered. */
    private static boolean isCovered(Frame frame, int slot, int[] rows) {
        if (!(frame.program.slotArray()[slot]
                        instanceof Aggregates.OverRecords(RecordChoice choice, Reduction reduction))
                || reduction.function() != AggregateFunction.LAST) {
            return true;
        }
        // Reduced just now: the record that was taken is the first one left.
        return choice.isCoveredFrom(frame, rows.length == 0 ? -1 : frame.scratch.rows[0]);
    }

    private static void choose(Frame frame, int[] rows) {
        frame.scratch.size(rows.length);
        System.arraycopy(rows, 0, frame.scratch.rows, 0, rows.length);
    }
}

package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.BusinessModel;
import io.tidewatch.metric.language.PeriodLength;
import io.tidewatch.metric.language.RecordKind;
import java.util.List;
import java.util.Map;

/**
 * All that a set of metrics computes, in an order in which each step comes after those it reads. Parts that are equal are there once.
 *
 * @param kinds the kinds of record that are read
 * @param columns the fields that are read
 * @param columnsOf by kind: its columns
 * @param literals texts in quotes
 * @param lists what stands after {@code in}
 * @param amounts numbers by business model: first what holds for all others, then {@link BusinessModel} in its order
 * @param periods lengths of the metrics' free periods
 * @param reads by slot: the slots that it reads
 * @param clocks by slot: how it depends on the as-of day itself
 * @param modelColumn the column of the account's business model; -1 when nothing depends on it
 * @param models the business model behind each word of that column, as a place in {@code amounts}
 * @param times by kind: the column of the day that its records count by; -1 without one
 */
record Program(
        List<RecordKind> kinds,
        List<FieldOf> columns,
        List<int[]> columnsOf,
        List<String> literals,
        List<ItemList> lists,
        List<double[]> amounts,
        List<PeriodLength> periods,
        List<Condition> conditions,
        int candidates,
        int related,
        int withs,
        int chosen,
        List<Slot> slots,
        Slot[] slotArray,
        List<int[]> reads,
        List<List<Footprint.Clock>> clocks,
        Map<String, MetricPlan> metrics,
        int modelColumn,
        List<Integer> models,
        List<Integer> times) {
    /** The business models, and what holds for all others. */
    static final int MODELS = 1 + BusinessModel.values().length;

    /** Before there is an account. */
    static final int NO_MODEL = -1;

    /** A field of a kind of record. */
    record FieldOf(int kind, String name) {}

    /**
     * A condition on the records of a kind.
     *
     * @param daily whether it depends on the day, and not on the history alone
     * @param clock whether the as-of day itself is part of it
     */
    record Condition(int kind, Node node, boolean daily, boolean clock) {}

    /**
     * What stands after {@code in}, by business model.
     *
     * @param texts whether the items are numbers of literals
     */
    record ItemList(List<List<Double>> byModel, boolean texts) {
        /** The items as columns have them. */
        double[] resolve(int model, double[] literals) {
            return byModel.get(Math.min(model, byModel.size() - 1)).stream()
                    .mapToDouble(item -> texts ? literals[item.intValue()] : item)
                    .toArray();
        }
    }

    /** The column of the day that records of a kind count by; -1 without one. */
    int timeOf(int kind) {
        return times.get(kind);
    }

    /** The account's business model on the as-of day, as a place in {@code amounts}. */
    int modelOf(Frame frame) {
        if (modelColumn < 0 || frame.accountRow < 0) {
            return 0;
        }
        long word = frame.longs[modelColumn][frame.accountRow];
        return word < 0 || word >= models.size() ? 0 : models.get((int) word);
    }
}

package io.tidewatch.metric.evaluation;

import java.util.Map;
import java.util.TreeMap;

/** What the accounts of one currency add to a figure. */
final class CurrencyShare {
    /** Minor units of the reporting currency for one of this; NaN without a rate. */
    final double factor;

    final MeasureSums whole;
    /** There are many shares, and few have labels or values. */
    Map<String, MeasureSums> labels = Map.of();

    /** Values of accounts, where these are put together: by label, and of the accounts themselves for the empty one. */
    Map<String, Items> values = Map.of();

    int members;
    private final int measures;

    CurrencyShare(int measures, double factor) {
        this.measures = measures;
        this.factor = factor;
        this.whole = new MeasureSums(measures);
    }

    MeasureSums label(String label) {
        if (labels.isEmpty()) {
            labels = new TreeMap<>();
        }
        return labels.computeIfAbsent(label, any -> new MeasureSums(measures));
    }

    Items values(String label) {
        if (values.isEmpty()) {
            values = new TreeMap<>();
        }
        return values.computeIfAbsent(label, any -> new Items());
    }

    /** Adds another share, with a factor for what is money. */
    void add(CurrencyShare other, SummedMeasures summed, double by) {
        members += other.members;
        whole.add(other.whole, summed.money(), by);
        other.labels.forEach((label, sums) -> label(label).add(sums, summed.money(), by));
        other.values.forEach((label, items) -> values(label).addAll(items, summed.moneyValue() ? by : 1));
    }
}

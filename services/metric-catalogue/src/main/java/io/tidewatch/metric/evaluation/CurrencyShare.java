package io.tidewatch.metric.evaluation;

import java.util.Map;
import java.util.TreeMap;

/** What the accounts of one currency add to a figure. */
final class CurrencyShare {
    /** Minor units of the reporting currency for one of this; NaN without a rate. */
    final double factor;

    final MeasureSums whole;
    final Map<String, MeasureSums> labels = new TreeMap<>();
    /** Values of accounts, where these are put together: by label, and of the accounts themselves for the empty one. */
    final Map<String, Items> values = new TreeMap<>();

    int members;
    private final int measures;

    CurrencyShare(int measures, double factor) {
        this.measures = measures;
        this.factor = factor;
        this.whole = new MeasureSums(measures);
    }

    MeasureSums label(String label) {
        return labels.computeIfAbsent(label, any -> new MeasureSums(measures));
    }

    Items values(String label) {
        return values.computeIfAbsent(label, any -> new Items());
    }

    /** Adds another share, with a factor for what is money. */
    void add(CurrencyShare other, boolean[] money, boolean moneyValue, double by) {
        members += other.members;
        whole.add(other.whole, money, by);
        other.labels.forEach((label, sums) -> label(label).add(sums, money, by));
        other.values.forEach((label, items) -> values(label).addAll(items, moneyValue ? by : 1));
    }
}

package io.tidewatch.metric.evaluation;

import java.util.Arrays;

/** Numbers that are put together when all are there. */
final class Items {
    private double[] items = new double[8];
    private int size;

    void add(double item) {
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        items[size++] = item;
    }

    void addAll(Items others, double factor) {
        for (int at = 0; at < others.size; at++) {
            add(others.items[at] * factor);
        }
    }

    /** Absent of nothing. */
    double mean() {
        double sum = 0;
        for (int at = 0; at < size; at++) {
            sum += items[at];
        }
        return size == 0 ? Value.ABSENT : sum / size;
    }

    /** Absent of nothing. */
    double median() {
        Arrays.sort(items, 0, size);
        return Reduction.middle(items, size);
    }

    /** A percentile by linear interpolation between closest ranks; absent of nothing. */
    double percentile(double share) {
        if (size == 0) {
            return Value.ABSENT;
        }
        Arrays.sort(items, 0, size);
        double rank = share * (size - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, size - 1);
        return items[below] + (rank - below) * (items[above] - items[below]);
    }
}

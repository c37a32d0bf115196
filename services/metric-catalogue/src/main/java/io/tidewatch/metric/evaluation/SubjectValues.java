package io.tidewatch.metric.evaluation;

import java.util.Arrays;

/** The values of an aggregate for each subject. */
final class SubjectValues {
    double[] values = new double[0];
    int[] currencies = new int[0];
    /** Why the first subject without a known value has none. */
    final Note note = new Note();

    void size(int subjects) {
        if (values.length < subjects) {
            values = new double[Math.max(8, 2 * subjects)];
            currencies = new int[values.length];
            Arrays.fill(currencies, Amounts.NO_CURRENCY);
        }
        note.clear();
    }
}

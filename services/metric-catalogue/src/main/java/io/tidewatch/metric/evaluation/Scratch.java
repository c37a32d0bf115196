package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Column;

/** Arrays for one aggregate at a time. */
final class Scratch {
    int[] rows = new int[64];
    double[] values = new double[64];
    int[] currencies = new int[64];
    long[] keys = new long[64];
    /** Records that count, as bits. */
    long[] marked = new long[1];

    private int[] more = new int[64];
    final NumberSet different = new NumberSet();

    /** Makes room for this many records. */
    void size(int records) {
        if (rows.length < records) {
            int length = 2 * records;
            rows = java.util.Arrays.copyOf(rows, length);
            values = new double[length];
            currencies = new int[length];
            keys = new long[length];
            more = new int[length];
            marked = new long[(length + 63) / 64];
        }
    }

    /**
     * Puts records into the order of {@code days}, those of equal days in the order they had; a missing day comes last.
     *
     * @param last days after it are missing
     */
    void sort(int[] records, int from, int to, long[] days, long last) {
        int size = to - from;
        if (more.length < size) {
            more = new int[2 * size];
        }
        // Nearly always in order already.
        boolean sorted = true;
        for (int at = from + 1; at < to && sorted; at++) {
            sorted = compare(days[records[at - 1]], days[records[at]], last) <= 0;
        }
        if (sorted) {
            return;
        }
        for (int width = 1; width < size; width *= 2) {
            for (int left = from; left < to; left += 2 * width) {
                merge(records, left, Math.min(left + width, to), Math.min(left + 2 * width, to), days, last);
            }
        }
    }

    private void merge(int[] records, int left, int middle, int right, long[] days, long last) {
        int a = left;
        int b = middle;
        for (int at = 0; at < right - left; at++) {
            boolean first = b >= right || a < middle && compare(days[records[a]], days[records[b]], last) <= 0;
            more[at] = first ? records[a++] : records[b++];
        }
        System.arraycopy(more, 0, records, left, right - left);
    }

    /** MISSING is the least number, and comes last. */
    private static int compare(long a, long b, long last) {
        return Long.compareUnsigned(key(a, last), key(b, last));
    }

    private static long key(long day, long last) {
        return ((day > last ? Column.MISSING : day) ^ Long.MIN_VALUE) - 1;
    }
}

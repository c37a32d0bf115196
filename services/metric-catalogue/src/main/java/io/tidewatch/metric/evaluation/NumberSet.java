package io.tidewatch.metric.evaluation;

import java.util.Arrays;

/** Different numbers, in the order in which they were added first. Cleared in constant time, so that one serves many aggregates. */
final class NumberSet {
    /** Whole numbers from 0 to below this one have a place of their own: days, and the numbers of records. Others are looked for. */
    private static final int MOST_DIRECT = 1 << 15;

    /** By number: the age in the upper half, the place in the lower one. */
    private long[] direct = new long[64];

    private double[] keys = new double[16];
    private int[] places = new int[16];
    private int[] ages = new int[16];
    private int age = 1;
    private int size;

    void clear() {
        size = 0;
        if (++age == Integer.MAX_VALUE) {
            Arrays.fill(ages, 0);
            Arrays.fill(direct, 0);
            age = 1;
        }
    }

    int size() {
        return size;
    }

    /** The place of a number, from 0; a new one if need be. */
    int add(double number) {
        int whole = (int) number;
        if (whole == number && whole >= 0 && whole < MOST_DIRECT) {
            if (whole >= direct.length) {
                direct = Arrays.copyOf(direct, Integer.highestOneBit(whole) << 1);
            }
            if (direct[whole] >>> Integer.SIZE != age) {
                direct[whole] = (long) age << Integer.SIZE | size++;
            }
            return (int) direct[whole];
        }
        int slot = slot(number + 0.0);
        if (ages[slot] == age) {
            return places[slot];
        }
        if (2 * size >= keys.length) {
            grow();
            slot = slot(number + 0.0);
        }
        keys[slot] = number + 0.0;
        places[slot] = size;
        ages[slot] = age;
        return size++;
    }

    /** The place of a number, or -1. */
    int find(double number) {
        int whole = (int) number;
        if (whole == number && whole >= 0 && whole < MOST_DIRECT) {
            return whole < direct.length && direct[whole] >>> Integer.SIZE == age ? (int) direct[whole] : -1;
        }
        int slot = slot(number + 0.0);
        return ages[slot] == age ? places[slot] : -1;
    }

    private int slot(double number) {
        // The upper bits of the product: the form of a small whole number ends in zeros, and so does the product.
        long bits = Double.doubleToRawLongBits(number) * 0x9E3779B97F4A7C15L;
        int slot = (int) (bits >>> Long.numberOfLeadingZeros(keys.length - 1L));
        while (ages[slot] == age && keys[slot] != number) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private void grow() {
        double[] oldKeys = keys;
        int[] oldPlaces = places;
        int[] oldAges = ages;
        keys = new double[2 * oldKeys.length];
        places = new int[keys.length];
        ages = new int[keys.length];
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldAges[old] == age) {
                int slot = slot(oldKeys[old]);
                keys[slot] = oldKeys[old];
                places[slot] = oldPlaces[old];
                ages[slot] = age;
            }
        }
    }
}

package io.tidewatch.benchmarks.base;

import java.util.List;

/**
 * Random numbers that are the same on every machine and JDK: SplitMix64 by Steele, Lea and Flood (2014), written out,
 * because the library's generators may change. All mathematics is that of {@link StrictMath}.
 */
final class Dice {

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    /** Dice for one purpose: the same seed and path give the same numbers. */
    Dice(long seed, long... path) {
        state = mixed(seed + STEP);
        for (long part : path) {
            state = mixed(state ^ part * STEP);
        }
    }

    long next() {
        state += STEP;
        return mixed(state);
    }

    /** From 0 (in) to 1 (out). */
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    /** Both bounds are possible. */
    int between(int lowest, int highest) {
        return lowest + (int) (unit() * (highest - lowest + 1));
    }

    /** Both bounds are possible. */
    double between(double lowest, double highest) {
        return lowest + unit() * (highest - lowest);
    }

    <T> T pick(List<T> choices) {
        return choices.get(between(0, choices.size() - 1));
    }

    /** An index, as often as its weight says; the weights add up to 100. */
    int weighted(int... weights) {
        int left = between(0, 99);
        for (int index = 0; index < weights.length; index++) {
            left -= weights[index];
            if (left < 0) {
                return index;
            }
        }
        throw new IllegalArgumentException("The weights must add up to 100.");
    }

    /** A factor around 1 whose logarithm is spread by the given amount, within three times of it. */
    double factor(double spread) {
        double sum = -6;
        for (int die = 0; die < 12; die++) {
            sum += unit();
        }
        return StrictMath.exp(spread * Math.clamp(sum, -3.0, 3.0));
    }

    private static long mixed(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}

package io.tidewatch.benchmarks.base;

/**
 * Where an account stands among the others, per metric, from 0 to 1. The ranks of those who will leave, and of those who
 * will stay, each spread evenly (multiples of an irrational number), so that the promised AUC holds from 5,000
 * accounts on and not only on average.
 *
 * <p>Signal: the rank of one who will leave is the highest of five. So a stayer's rank is lower with the probability
 * 5/6, which is the AUC of any metric that rises with the rank; rounding to whole users takes some of it.
 */
final class Ranks {

    private static final int GROUPS = 4;
    private static final double HIGHEST_OF = 5;

    private final long[][] starts = new long[GROUPS][Metric.values().length];
    private final long[] steps = new long[Metric.values().length];
    private final boolean signal;

    /** What the ranks decide; {@link PlantedMetric} says which metrics of the catalogue follow them. */
    enum Metric {
        ACTIVE_USERS(2, true),
        POWER_USERS(3, false),
        SPONSOR_SILENCE(5, true),
        SENTIMENT(7, true),
        SEATS(11, false),
        RESOLUTION_TIME(13, false),
        PROMOTERS(17, true),
        OBJECTIVES(19, true),
        ORDERS(23, true),
        SATISFACTION(29, false),
        EFFORT(31, false),
        FIRST_CONTACT(37, false);

        private final int prime;
        private final boolean foretells;

        Metric(int prime, boolean foretells) {
            this.prime = prime;
            this.foretells = foretells;
        }
    }

    Ranks(long seed, boolean signal) {
        this.signal = signal;
        for (Metric metric : Metric.values()) {
            double root = StrictMath.sqrt(metric.prime);
            steps[metric.ordinal()] = (long) ((root - StrictMath.floor(root)) * 0x1.0p53) << 11;
            for (int group = 0; group < GROUPS; group++) {
                starts[group][metric.ordinal()] = new Dice(seed, -1, metric.prime, group).next();
            }
        }
    }

    /** The accounts that are customers on the earlier (0) or later (1) day of observation and leave, or stay. */
    static int group(int observation, boolean leaves) {
        return observation * 2 + (leaves ? 1 : 0);
    }

    /**
     * The ranks of an account in each metric, by ordinal; a high rank is bad where it matters.
     *
     * @param place how many of its group come before it
     */
    double[] of(int group, int place) {
        boolean leaves = group % 2 == 1;
        double[] ranks = new double[steps.length];
        for (Metric metric : Metric.values()) {
            int m = metric.ordinal();
            double even = (starts[group][m] + place * steps[m] >>> 11) * 0x1.0p-53;
            ranks[m] = signal && leaves && metric.foretells ? StrictMath.pow(even, 1 / HIGHEST_OF) : even;
        }
        return ranks;
    }
}

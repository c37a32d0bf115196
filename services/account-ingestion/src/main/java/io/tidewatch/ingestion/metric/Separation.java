package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Direction;
import java.util.Optional;

/**
 * How well bounds of a metric separate customers that left from those that renewed. A bound warns about the accounts on its bad side: below it
 * where more is better; else from it on.
 *
 * <p>Youden's J (Cancer 3, 1950, 32–35) is the share of those who left that a bound warns about, minus the same share of those who renewed. Its interval is
 * that of Newcombe for a difference of two shares (Statistics in Medicine 17, 1998, 873–890, method 10), which is made of Wilson's of each share.
 */
final class Separation {

    /** In smaller groups, chance separates about as well as any metric. */
    static final int LEAST_ACCOUNTS = 5;

    /** Of the normal distribution, for 95 %. */
    private static final double Z = 1.959963984540054;

    private final double[] churned;
    private final double[] renewed;
    private final Direction direction;

    /**
     * Of two groups.
     *
     * @param churned values in ascending order, of accounts that left
     * @param renewed values in ascending order, of accounts that renewed
     */
    Separation(double[] churned, double[] renewed, Direction direction) {
        this.churned = churned;
        this.renewed = renewed;
        this.direction = direction;
    }

    /**
     * What a bound does.
     *
     * @param churnedBelow how many of those who left have a lower value
     * @param churnedFrom how many of those who left have this value or a higher one
     * @param youden null where neither side is the bad one, and where a group is empty
     */
    record Split(double bound, int churnedBelow, int churnedFrom, int renewedBelow, int renewedFrom, Youden youden) {}

    /**
     * Youden's J.
     *
     * @param truePositives the share of those who left that the bound warns about
     * @param falsePositives the share of those who renewed that the bound warns about
     * @param low the lower end of its 95 % interval
     * @param high the upper end
     * @param chance how likely at most it is that among values of which none foretells anything some bound has a J as large: the one-sided test of
     *     Smirnov, whose statistic is the largest J, in its approximation for large groups
     */
    record Youden(double j, double truePositives, double falsePositives, double low, double high, double chance) {

        static Youden of(int truePositives, int churned, int falsePositives, int renewed) {
            double[] warned = wilson(truePositives, churned);
            double[] wrongly = wilson(falsePositives, renewed);
            double sensitivity = (double) truePositives / churned;
            double falsely = (double) falsePositives / renewed;
            double j = sensitivity - falsely;
            double effective = (double) churned * renewed / ((double) churned + renewed);
            return new Youden(
                    j,
                    sensitivity,
                    falsely,
                    j - Math.hypot(sensitivity - warned[0], wrongly[1] - falsely),
                    j + Math.hypot(warned[1] - sensitivity, falsely - wrongly[0]),
                    j <= 0 ? 1 : Math.exp(-2 * j * j * effective));
        }

        /** The 95 % interval of a share. */
        private static double[] wilson(int some, int all) {
            double share = (double) some / all;
            double shrink = 1 + Z * Z / all;
            double middle = (share + Z * Z / (2.0 * all)) / shrink;
            double half = Z / shrink * Math.sqrt(share * (1 - share) / all + Z * Z / (4.0 * all * all));
            return new double[] {middle - half, middle + half};
        }

        /**
         * Whether a bound that was chosen because it has the largest J separates the groups. The interval alone would say so of one in six metrics that foretell
         * nothing, because it does not know of the choice.
         */
        boolean isBeyondChance() {
            return low > 0 && chance <= 0.05;
        }
    }

    /** What a bound does. */
    Split at(double bound) {
        return split(bound, below(churned, bound), below(renewed, bound));
    }

    /**
     * The bound with the largest J, among the values that accounts have. Of several, the one that warns about the fewest accounts.
     *
     * @return empty where neither side is the bad one, a group is empty or all values are the same
     */
    Optional<Split> best() {
        if (direction == Direction.CONTEXT || churned.length == 0 || renewed.length == 0) {
            return Optional.empty();
        }
        double best = Double.NaN;
        long most = Long.MIN_VALUE;
        int left = 0;
        int stayed = 0;
        while (left < churned.length || stayed < renewed.length) {
            double bound = Math.min(
                    left < churned.length ? churned[left] : Double.POSITIVE_INFINITY,
                    stayed < renewed.length ? renewed[stayed] : Double.POSITIVE_INFINITY);
            boolean low = direction == Direction.HIGHER_IS_BETTER;
            // J times the sizes of both groups, so that equal ones are equal.
            long below = (long) left * renewed.length - (long) stayed * churned.length;
            long j = low ? below : -below;
            boolean splits = left + stayed > 0;
            if (splits && (j > most || j == most && !low)) {
                most = j;
                best = bound;
            }
            while (left < churned.length && churned[left] == bound) {
                left++;
            }
            while (stayed < renewed.length && renewed[stayed] == bound) {
                stayed++;
            }
        }
        return Double.isNaN(best) ? Optional.empty() : Optional.of(at(best));
    }

    private Split split(double bound, int churnedBelow, int renewedBelow) {
        int churnedFrom = churned.length - churnedBelow;
        int renewedFrom = renewed.length - renewedBelow;
        boolean judged = direction != Direction.CONTEXT && churned.length > 0 && renewed.length > 0;
        boolean low = direction == Direction.HIGHER_IS_BETTER;
        return new Split(
                bound,
                churnedBelow,
                churnedFrom,
                renewedBelow,
                renewedFrom,
                judged
                        ? Youden.of(
                                low ? churnedBelow : churnedFrom,
                                churned.length,
                                low ? renewedBelow : renewedFrom,
                                renewed.length)
                        : null);
    }

    /** How many values are lower. */
    private static int below(double[] ascending, double bound) {
        int from = 0;
        int to = ascending.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (ascending[middle] < bound) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}

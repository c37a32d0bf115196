package io.tidewatch.benchmarks.base;

import java.time.LocalDate;

/**
 * What the records say of a customer on one day, and what happened afterwards.
 *
 * @param day the day; the records that count lie before it
 * @param leaves whether the customer leaves within {@link #OUTCOME_DAYS} days after it
 * @param purchasedSeats of the contract period
 * @param assignedSeats how many users hold one
 * @param activeUsers how many used the product in the last 28 days
 * @param powerUsers how many of these did so often and regularly
 * @param silentDays days since the last two-way contact with the sponsor, if the sponsor is known
 * @param rating by the CSM, 1 to 5
 * @param resolutionHours of a typical ticket
 * @param experience what surveys, tickets, objectives and orders are to say
 */
record Observation(
        LocalDate day,
        boolean leaves,
        int purchasedSeats,
        int assignedSeats,
        int activeUsers,
        int powerUsers,
        int silentDays,
        int rating,
        double resolutionHours,
        Experience experience) {

    /** How far an outcome may lie ahead. */
    static final int OUTCOME_DAYS = 180;

    /** The silence ends before the earlier day of observation begins to count. */
    private static final int LONGEST_SILENCE = 170;

    /** Whether a customer leaves within {@link #OUTCOME_DAYS} days after a day. */
    static boolean leaves(Contract contract, LocalDate day) {
        return contract.daysToDeparture(day) <= OUTCOME_DAYS;
    }

    /** What the ranks of a customer mean in numbers. */
    static Observation of(LocalDate day, boolean leaves, int purchasedSeats, double[] ranks, Experience experience) {
        double taken = 0.55 + 0.45 * square(rank(ranks, Ranks.Metric.SEATS));
        int assigned = Math.max(1, (int) StrictMath.round(purchasedSeats * taken));
        double active = 0.95 - 0.75 * square(rank(ranks, Ranks.Metric.ACTIVE_USERS));
        int activeUsers = (int) StrictMath.round(assigned * active);
        double power = 0.4 + 0.25 * rank(ranks, Ranks.Metric.POWER_USERS);
        double silence = -10.5 * StrictMath.log(1 - rank(ranks, Ranks.Metric.SPONSOR_SILENCE));
        return new Observation(
                day,
                leaves,
                purchasedSeats,
                assigned,
                activeUsers,
                (int) StrictMath.round(activeUsers * power),
                1 + (int) Math.min(LONGEST_SILENCE, silence),
                rating(rank(ranks, Ranks.Metric.SENTIMENT)),
                4 + 70 * square(rank(ranks, Ranks.Metric.RESOLUTION_TIME)),
                experience);
    }

    private static int rating(double rank) {
        if (rank < 0.3) {
            return 5;
        }
        if (rank < 0.65) {
            return 4;
        }
        if (rank < 0.86) {
            return 3;
        }
        return rank < 0.95 ? 2 : 1;
    }

    private static double rank(double[] ranks, Ranks.Metric metric) {
        return ranks[metric.ordinal()];
    }

    private static double square(double value) {
        return value * value;
    }
}

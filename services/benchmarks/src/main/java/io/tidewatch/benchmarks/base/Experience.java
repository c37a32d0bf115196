package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * What a customer's surveys, tickets, objectives and orders before one day of observation are to say. It is decided first; the records
 * follow it, and the truth about metrics is computed from it.
 *
 * @param npsAnswers how many answered the NPS question in the 90 days before; 0 for a customer that was not asked
 * @param promoters how many of them with 9 or 10
 * @param detractors how many of them with 0 to 6
 * @param tickets resolved more than 14 and less than 90 days before
 * @param firstContact how many of them at the first contact, for good
 * @param csatAnswers how many of them were rated in a survey
 * @param happy how many of these ratings are 4 or 5
 * @param effort what the customer answers about effort, 1 to 7; 0 for one that was not asked
 * @param objectives due in the half year before
 * @param met how many of them were reached, as the customer confirmed
 * @param orders in the half year before
 */
record Experience(
        int npsAnswers,
        int promoters,
        int detractors,
        int tickets,
        int firstContact,
        int csatAnswers,
        int happy,
        int effort,
        int objectives,
        int met,
        int orders) {

    /** Tickets, surveys, objectives and orders lie this many days before the day of observation, or fewer. */
    static final int SURVEY_DAYS = 80;

    static final int HALF_YEAR_DAYS = 170;

    /** Tickets that count are old enough that they would have been reopened. */
    static final int TICKET_DAYS = 20;

    /** Objectives take at least this long. */
    static final int OBJECTIVE_DAYS = 20;

    /**
     * What ranks of a customer mean. One that came a short while ago has less of everything.
     *
     * @param buys whether it orders anything beside its contract
     * @param earlier at the earlier observation; null when this is it, or when it was not a customer then
     */
    static Experience of(
            Dice dice,
            boolean buys,
            LocalDate start,
            LocalDate day,
            boolean latest,
            Experience earlier,
            double[] ranks) {
        long age = ChronoUnit.DAYS.between(start, day);
        int answers = dice.chance(0.82) && age > 15 ? dice.between(3, 6) : 0;
        double unhappy = rank(ranks, Ranks.Metric.PROMOTERS);
        int promoters = (int) StrictMath.round(answers * (1 - unhappy));
        int detractors = (int) StrictMath.round((answers - promoters) * unhappy);
        // At least one: among those with a ticket, too, the times of leavers and stayers spread evenly.
        int tickets = 1 + dice.weighted(55, 25, 12, 8);
        tickets = age > TICKET_DAYS + 1 ? tickets : 0;
        int rated = tickets == 0 || dice.chance(0.1) ? 0 : dice.between(1, tickets);
        int effort = tickets == 0 || dice.chance(0.2) ? 0 : 1 + (int) (7 * (1 - rank(ranks, Ranks.Metric.EFFORT)));
        boolean planned = age > OBJECTIVE_DAYS + 15 && !dice.chance(0.05);
        int objectives = planned ? latest ? 8 : 3 : 0;
        return new Experience(
                answers,
                promoters,
                detractors,
                tickets,
                share(tickets, 1 - rank(ranks, Ranks.Metric.FIRST_CONTACT)),
                rated,
                share(rated, 1 - rank(ranks, Ranks.Metric.SATISFACTION)),
                Math.min(effort, 7),
                objectives,
                (int) StrictMath.round(objectives * (1 - rank(ranks, Ranks.Metric.OBJECTIVES))),
                age > 15 && buys ? orders(earlier, latest, 1 - rank(ranks, Ranks.Metric.ORDERS)) : 0);
    }

    /** A year's orders follow the latest rank, so that it does not matter how long the account has been a customer. */
    private static int orders(Experience earlier, boolean latest, double eager) {
        if (!latest) {
            return 1 + (int) StrictMath.round(4 * eager);
        }
        int year = 6 + (int) StrictMath.round(10 * eager);
        return year - (earlier == null ? 0 : earlier.orders());
    }

    /** A number of days before the day of observation, up to a greatest one, but after the account's first day. */
    static int daysBefore(Dice dice, LocalDate start, LocalDate day, int least, int most) {
        long age = ChronoUnit.DAYS.between(start, day);
        return dice.between(least, (int) Math.max(least, Math.min(most, age - 1)));
    }

    /** From none to all, each as often. */
    private static int share(int all, double rank) {
        return Math.min(all, (int) ((all + 1) * rank));
    }

    private static double rank(double[] ranks, Ranks.Metric metric) {
        return ranks[metric.ordinal()];
    }
}

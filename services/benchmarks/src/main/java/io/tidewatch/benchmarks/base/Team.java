package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The users of an account. Between the days of observation some join or give their seat back. */
final class Team {

    /** Users who were created this many days before an activation are known with it. */
    private static final int ACTIVATIONS_KNOWN = 300;

    private static final int TRIAL_USERS = 3;

    /** Within this many days after the day of its creation a user is activated in time. */
    static final int ACTIVATION_DAYS = 14;

    /**
     * A user.
     *
     * @param number from 1
     * @param from the first day with a seat
     * @param until the first day without it; null when it is not known
     * @param created null when the source does not say
     * @param activated null for one who was not activated, or whose activation is too long ago
     */
    record User(int number, LocalDate from, LocalDate until, LocalDate created, LocalDate activated) {}

    private Team() {}

    static List<User> of(AccountHistory account) {
        Dice dice = account.dice("team");
        int before = account.earlier() == null ? 0 : account.earlier().assignedSeats();
        int after = account.latest() == null ? 0 : account.latest().assignedSeats();
        boolean met = before > 0 && after > 0;
        boolean createdKnown = !dice.chance(0.05);
        LocalDate left = account.left();
        List<User> users = new ArrayList<>();
        for (int user = 1; user <= Math.max(before, after); user++) {
            LocalDate from = account.start();
            LocalDate until = left;
            LocalDate change = AccountSource.earlierDay(account.base()).plusDays(dice.between(5, 130));
            if (met && user > before) {
                from = change;
            } else if (met && user > after) {
                until = change;
            }
            LocalDate created = createdKnown ? from : null;
            users.add(new User(user, from, until, created, activated(account, dice, from)));
        }
        for (int user = 1; user <= TRIAL_USERS && account.isTrying(); user++) {
            LocalDate from = account.start();
            users.add(new User(user, from, null, createdKnown ? from : null, activated(account, dice, from)));
        }
        return users;
    }

    private static LocalDate activated(AccountHistory account, Dice dice, LocalDate from) {
        LocalDate day =
                switch (dice.weighted(60, 15, 25)) {
                    case 0 -> from.plusDays(dice.between(0, ACTIVATION_DAYS - 1));
                    case 1 -> from.plusDays(dice.between(ACTIVATION_DAYS, 60));
                    default -> null;
                };
        boolean known = day != null
                && day.isBefore(account.day())
                && from.isAfter(account.day().minusDays(ACTIVATIONS_KNOWN));
        return known ? day : null;
    }
}

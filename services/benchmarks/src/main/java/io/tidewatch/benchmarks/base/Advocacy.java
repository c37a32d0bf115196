package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an account was asked to do for us. */
final class Advocacy {

    static final String REFERENCE = "REFERENCE";
    private static final List<String> FURTHER = List.of("CASE_STUDY", "REVIEW", "CAB_SESSION", "ENDORSEMENT", "BETA");

    /** Nobody is asked in the first two months. */
    private static final int DAYS_BEFORE_FIRST = 60;

    private static final int DAYS_KNOWN = 350;

    /**
     * An act.
     *
     * @param asked null when they offered it
     * @param agreed null when they did not agree by the day of the base
     * @param completed null when it is not done
     */
    record Act(String id, String what, LocalDate asked, LocalDate agreed, LocalDate completed) {}

    private Advocacy() {}

    /** Those of the last year; only customers of the day of the base have some. */
    static List<Act> of(AccountHistory account) {
        List<Act> acts = new ArrayList<>();
        LocalDate first = account.start().plusDays(DAYS_BEFORE_FIRST);
        if (account.latest() == null || !first.isBefore(account.day().minusDays(2))) {
            return acts;
        }
        Dice dice = account.dice("advocacy");
        int references = dice.weighted(60, 30, 10);
        for (int act = 0; act < references; act++) {
            acts.add(act(account, dice, first, REFERENCE, act, 0.6));
        }
        for (String what : FURTHER) {
            if (dice.chance(what.equals("CAB_SESSION") && account.market() == Market.SMB ? 0 : 0.1)) {
                acts.add(act(account, dice, first, what, 0, 0.5));
            }
        }
        return acts;
    }

    private static Act act(
            AccountHistory account, Dice dice, LocalDate first, String what, int number, double willing) {
        LocalDate asked = account.day().minusDays(Experience.daysBefore(dice, first, account.day(), 1, DAYS_KNOWN));
        LocalDate agreed = dice.chance(willing) ? asked.plusDays(dice.between(0, 14)) : null;
        LocalDate completed = agreed != null && dice.chance(0.7) ? agreed.plusDays(dice.between(1, 60)) : null;
        boolean offered = !what.equals(REFERENCE) && agreed != null && dice.chance(0.1);
        return new Act(
                account.id() + "-" + what.toLowerCase(Locale.ROOT) + number,
                what,
                offered ? null : asked,
                known(account, agreed),
                known(account, completed));
    }

    private static LocalDate known(AccountHistory account, LocalDate day) {
        return day != null && day.isBefore(account.day()) ? day : null;
    }
}

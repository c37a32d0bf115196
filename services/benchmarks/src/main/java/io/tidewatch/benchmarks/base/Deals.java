package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The contract periods of an account as known on the day of the base, with the day on which each was signed. */
final class Deals {

    private static final int BOOKED_DAYS = 30;

    /**
     * A contract period that has begun, or is booked.
     *
     * @param number from 1
     * @param before the paid period before it; null for the first one and for trials
     * @param signed null for a trial
     */
    record Deal(int number, Contract.Period period, Contract.Period before, LocalDate signed) {

        /** Whether it begins when the agreed term of the one before ends. */
        boolean isRenewal() {
            return before != null && period.start().equals(before.agreedEnd());
        }

        /** Whether more is paid than before. */
        boolean isExpansion() {
            return before != null
                    && period.mrr() > before.mrr()
                    && !period.start().isAfter(before.end());
        }
    }

    private Deals() {}

    /** In the order of their start. */
    static List<Deal> of(AccountHistory account) {
        Dice dice = account.dice("deals");
        List<Deal> deals = new ArrayList<>();
        Contract.Period before = null;
        int number = 0;
        for (Contract.Period period : account.contract().periods()) {
            number++;
            LocalDate signed = period.trial() ? null : signed(account, dice, period, before);
            if (!period.start().isAfter(account.day()) || isBooked(period, before, account)) {
                deals.add(new Deal(number, period, period.trial() ? null : before, signed));
            }
            before = period.trial() ? before : period;
        }
        return deals;
    }

    /** Whether the source says when contracts were signed. */
    static boolean areSigningsKnown(AccountHistory account) {
        return account.number() % 23 != 0;
    }

    /** The day on which the first contract was signed; null without one. */
    static LocalDate firstSigned(AccountHistory account) {
        return account.deals().stream()
                .map(Deal::signed)
                .filter(signed -> signed != null)
                .findFirst()
                .orElse(null);
    }

    private static LocalDate signed(AccountHistory account, Dice dice, Contract.Period period, Contract.Period before) {
        boolean renewal = before != null && period.start().equals(before.agreedEnd());
        int daysAhead = renewal ? dice.between(10, 60) : dice.between(0, 10);
        LocalDate earliest = before == null ? account.start() : before.start();
        long most = Math.max(0, ChronoUnit.DAYS.between(earliest, period.start()) - (before == null ? 0 : 1));
        LocalDate signed = period.start().minusDays(Math.min(daysAhead, most));
        LocalDate yesterday = account.day().minusDays(1);
        return signed.isAfter(yesterday) ? yesterday : signed;
    }

    /** A renewal that begins when an agreed term ends, soon. */
    private static boolean isBooked(Contract.Period period, Contract.Period before, AccountHistory account) {
        return before != null
                && !period.start().isAfter(account.day().plusDays(BOOKED_DAYS))
                && before.start().isBefore(account.day())
                && period.start().equals(before.agreedEnd());
    }
}

package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The business reviews of an account along its cadence: slots of some months from a month after its start. */
final class Reviews {

    private static final int DAYS_KNOWN = 366;
    private static final int DAYS_BEFORE_FIRST = 30;

    /**
     * A slot in which a review is due.
     *
     * @param last the last day of the slot
     * @param on the day of the meeting; null when there was none
     * @param held whether the customer came
     */
    record Slot(String id, LocalDate first, LocalDate last, LocalDate on, boolean held) {}

    private Reviews() {}

    /** Months from one review to the next. */
    static int everyMonths(AccountHistory account) {
        return account.market() == Market.SMB ? 6 : 3;
    }

    /** The first day of the first slot; null for an account without a cadence. */
    static LocalDate since(AccountHistory account) {
        boolean without = account.contract().isTrialOnly() || account.number() % 25 == 0;
        LocalDate since = account.start().plusDays(DAYS_BEFORE_FIRST);
        return without || !since.isBefore(account.day()) ? null : since;
    }

    /** The slots of the last year, and the one that is running. */
    static List<Slot> of(AccountHistory account) {
        List<Slot> slots = new ArrayList<>();
        LocalDate since = since(account);
        if (since == null) {
            return slots;
        }
        Dice dice = account.dice("reviews");
        long months = everyMonths(account);
        for (int slot = 0; ; slot++) {
            LocalDate first = since.plusMonths(slot * months);
            LocalDate last = since.plusMonths((slot + 1) * months).minusDays(1);
            if (!first.isBefore(account.day())) {
                return slots;
            }
            if (last.isAfter(account.day().minusDays(DAYS_KNOWN))) {
                int length = (int) ChronoUnit.DAYS.between(first, last);
                LocalDate on = first.plusDays(dice.between(0, length));
                boolean planned = dice.chance(0.92) && on.isBefore(account.day()) && account.paysOn(on);
                boolean held = planned && dice.chance(0.85);
                slots.add(new Slot(account.id() + "-ebr-" + first, first, last, planned ? on : null, held));
            }
        }
    }
}

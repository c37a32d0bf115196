package io.tidewatch.benchmarks.base;

import java.time.LocalDate;

/** Usage as a sum, from sources that do not name users: weekly active users of some accounts, uses of a feature of others. */
final class UsageTotalFile implements KindFile {

    private static final Layout LAYOUT =
            Layout.of("usage_total", "day", "periodDays", "feature", "activeUsers", "count");
    private static final int WEEKS = 13;
    private static final int MONTHS = 6;

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        boolean weekly = account.number() % 5 == 0;
        if (!weekly && account.number() % 5 != 1) {
            return;
        }
        int days = weekly ? 7 : 30;
        for (int turn = 0; turn < (weekly ? WEEKS : MONTHS); turn++) {
            LocalDate day = account.day().minusDays(1 + (long) turn * days);
            Contract.Period period = account.contract().paidOn(day);
            if (period != null && dice.chance(0.95)) {
                int active = (int) (period.seats() * dice.between(0.2, 0.9));
                rows.add(
                        account.id() + "-total-" + day,
                        account.id(),
                        day,
                        days,
                        weekly ? null : "exports",
                        weekly ? active : null,
                        weekly && dice.chance(0.3) ? null : (Integer) (active * dice.between(3, 30)));
            }
        }
    }
}

package io.tidewatch.benchmarks.base;

import java.time.LocalDate;

/** How often reviews are due. */
final class CadenceFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("cadence", "activity", "everyMonths", "validFrom", "validUntil");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        LocalDate since = Reviews.since(account);
        if (since == null) {
            return;
        }
        add(account, rows, "-ebr", "business-review", Reviews.everyMonths(account), since, null);
        if (account.market() != Market.SMB) {
            Dice dice = account.dice(this);
            LocalDate until = dice.chance(0.2) ? since.plusMonths(dice.between(6, 24)) : null;
            add(account, rows, "-or", "operational-review", 1, since, until);
            if (until != null && until.isBefore(account.day())) {
                add(account, rows, "-or2", "operational-review", 2, until, null);
            }
        }
    }

    private static void add(
            AccountHistory account,
            RecordSink rows,
            String id,
            String activity,
            int months,
            LocalDate since,
            LocalDate until) {
        rows.add(account.id() + id, account.id(), activity, months, since, until);
    }
}

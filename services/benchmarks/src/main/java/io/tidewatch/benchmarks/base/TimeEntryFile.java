package io.tidewatch.benchmarks.base;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** Hours that customer success managers worked, for an account or within the team. */
final class TimeEntryFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("time_entry", "csmEmail", "work", "workedOn", "hours");
    private static final List<String> WORK = List.of("TACTICAL", "OPERATIONAL", "STRATEGIC");
    private static final BigDecimal QUARTER = new BigDecimal("0.25");
    private static final int MONTHS = 6;

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (int month = 0; month < MONTHS; month++) {
            LocalDate day = account.day().minusDays(dice.between(1, 28) + 30L * month);
            if (account.paysOn(day) && dice.chance(0.8)) {
                add(account.id() + "-hours" + month, account.id(), rows, dice, account.csm(), day);
            }
        }
    }

    private static void add(String id, String account, RecordSink rows, Dice dice, String csm, LocalDate day) {
        String work = WORK.get(dice.weighted(50, 30, 20));
        rows.add(
                id,
                account,
                csm,
                work,
                day,
                BigDecimal.valueOf(dice.between(1, 16), 0).multiply(QUARTER));
    }

    @Override
    public void writeWithoutAccount(BaseSettings base, RecordSink rows) {
        Dice dice = new Dice(base.seed(), -16);
        for (int entry = 1; entry <= base.accounts() / 25; entry++) {
            String csm = AccountSource.csm(base, dice);
            add("hours" + entry, null, rows, dice, csm, base.day().minusDays(dice.between(1, 180)));
        }
    }
}

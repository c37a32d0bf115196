package io.tidewatch.benchmarks.base;

import java.math.BigDecimal;
import java.time.LocalDate;

/** Units that accounts paid by consumption have bought in advance, a year at a time. */
final class CommitmentFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("commitment", "units", "validFrom", "validUntil");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Contract.Period first = account.contract().firstPaid();
        if (!account.businessModel().equals("CONSUMPTION") || first == null) {
            return;
        }
        Dice dice = account.dice(this);
        int number = 0;
        for (LocalDate from = first.start(); !from.isAfter(account.day()); from = from.plusYears(1)) {
            number++;
            int units = (int) (1_000 * dice.factor(0.6));
            boolean open = dice.chance(0.05) && from.plusYears(1).isAfter(account.day());
            if (account.paysOn(from)) {
                rows.add(
                        account.id() + "-units" + number,
                        account.id(),
                        BigDecimal.valueOf(units),
                        from,
                        open ? null : from.plusYears(1));
            }
        }
    }
}

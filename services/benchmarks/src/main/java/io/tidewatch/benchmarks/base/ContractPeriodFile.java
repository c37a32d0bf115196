package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.math.BigDecimal;

/** Contract periods as known on the day of the base: those that have begun, and renewals that are booked. */
final class ContractPeriodFile implements MappedFile {

    private static final int BOOKED_DAYS = 30;

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.CONTRACT_PERIODS;
    }

    @Override
    public void write(AccountHistory account, Rows rows) {
        int number = 0;
        for (Contract.Period period : account.contract().periods()) {
            number++;
            if (!period.start().isAfter(account.day()) || isBooked(period, account, number)) {
                rows.add(
                        account.id() + "-p" + number,
                        account.id(),
                        period.start(),
                        period.endKnownOn(account.day()),
                        BigDecimal.valueOf(period.mrr(), account.money().decimals)
                                .toPlainString(),
                        account.money(),
                        period.seats(),
                        period.trial(),
                        account.market() == Market.SMB ? "Team" : "Business");
            }
        }
    }

    /** A renewal that begins when an agreed term ends, soon. */
    private static boolean isBooked(Contract.Period period, AccountHistory account, int number) {
        if (number < 2 || period.start().isAfter(account.day().plusDays(BOOKED_DAYS))) {
            return false;
        }
        Contract.Period before = account.contract().periods().get(number - 2);
        return before.start().isBefore(account.day()) && period.start().equals(before.agreedEnd());
    }
}

package io.tidewatch.benchmarks.base;

import java.math.BigDecimal;
import java.util.List;

/** Contract periods as known on the day of the base: those that have begun, and renewals that are booked. */
final class ContractPeriodFile implements RecordFile {

    private static final int BOOKED_DAYS = 30;

    @Override
    public String name() {
        return "tidewatch-contract-periods";
    }

    @Override
    public List<String> columns() {
        return List.of(
                "period_id",
                "account_id",
                "start_date",
                "end_date",
                "mrr",
                "currency",
                "purchased_seats",
                "trial",
                "plan");
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

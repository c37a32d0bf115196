package io.tidewatch.benchmarks.base;

import java.math.BigDecimal;

/**
 * Monthly rates of a currency that no account pays in: so an account with two currencies stays without a value, as the truth of
 * the base says.
 */
final class ExchangeRateFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("exchange_rate", "currency", "into", "day", "rate");
    private static final int MONTHS = 24;

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        // Rates belong to no account.
    }

    @Override
    public void writeWithoutAccount(BaseSettings base, RecordSink rows) {
        for (int month = 0; month < MONTHS; month++) {
            rows.add(
                    "rate" + month,
                    null,
                    "SEK",
                    "USD",
                    base.day().withDayOfMonth(1).minusMonths(month + 1L),
                    BigDecimal.valueOf(95L + month % 7, 3));
        }
    }
}

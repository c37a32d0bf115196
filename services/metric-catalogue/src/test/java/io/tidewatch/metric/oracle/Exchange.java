package io.tidewatch.metric.oracle;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.oracle.Value.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Converts amounts on one day.
 *
 * @param reportingCurrency null where nothing is converted
 */
public record Exchange(String reportingCurrency, LocalDate day) {
    /**
     * The rates of all comparisons, some of them from a day around which random accounts are looked at. Halves and quarters, so that nothing is
     * rounded.
     */
    public static final List<AccountRecord> RATES = List.of(
            rate("EUR", "USD", "2025-02-28", "1.25"),
            rate("EUR", "USD", "2026-01-01", "1.5"),
            rate("EUR", "USD", "2026-04-01", "0.75"),
            rate("GBP", "USD", "2020-01-01", "2"),
            rate("GBP", "USD", "2025-12-30", "1.75"),
            rate("JPY", "USD", "2020-01-01", "0.0078125"),
            rate("USD", "EUR", "2020-01-01", "0.5"),
            rate("GBP", "EUR", "2025-02-28", "1.25"));

    private static AccountRecord rate(String currency, String into, String day, String rate) {
        return new AccountRecord(
                "exchange_rate",
                currency + into + day,
                Map.of("currency", currency, "into", into, "day", LocalDate.parse(day), "rate", new BigDecimal(rate)));
    }

    /** The values with their amounts in one currency; null where two currencies meet and a rate is missing. */
    List<Value> settled(List<Value> values) {
        if (currencies(values).size() < 2) {
            return values;
        }
        List<Value> settled = new ArrayList<>();
        values.forEach(value -> settled.add(converted(value)));
        return settled.contains(null) ? null : settled;
    }

    /** The different currencies of amounts. */
    static List<String> currencies(List<Value> values) {
        return values.stream()
                .map(value -> value instanceof Money money ? money.currency() : null)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    /** An amount in the reporting currency, and any other value as it is; null without a rate. */
    Value converted(Value value) {
        if (!(value instanceof Money(BigDecimal minor, String currency)) || currency == null) {
            return value;
        }
        if (currency.equals(reportingCurrency)) {
            return value;
        }
        return RATES.stream()
                .map(AccountRecord::fields)
                .filter(rate -> rate.get("currency").equals(currency)
                        && rate.get("into").equals(reportingCurrency)
                        && !((LocalDate) rate.get("day")).isAfter(day))
                .max(Comparator.comparing(rate -> (LocalDate) rate.get("day")))
                .map(rate -> (Value) new Money(
                        minor.movePointLeft(digits(currency))
                                .multiply((BigDecimal) rate.get("rate"))
                                .movePointRight(digits(reportingCurrency)),
                        reportingCurrency))
                .orElse(null);
    }

    private static int digits(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }
}

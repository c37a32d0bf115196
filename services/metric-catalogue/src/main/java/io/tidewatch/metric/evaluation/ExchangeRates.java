package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.AccountRecord;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Dated rates of exchange into the one currency that figures of several currencies are reported in. A rate holds from its day until the
 * next one of its currency. Immutable.
 */
public final class ExchangeRates {
    /** The kind of record that rates are kept as. */
    public static final String KIND = "exchange_rate";

    /** No rates: amounts of two currencies cannot be put together. */
    public static final ExchangeRates NONE = new ExchangeRates(null, List.of());

    private final String reportingCurrency;
    private final Map<String, TreeMap<LocalDate, Double>> rates = new HashMap<>();

    /**
     * One rate.
     *
     * @param currency ISO 4217 code
     * @param into ISO 4217 code of the currency that its value is given in
     * @param day from which it holds
     * @param rate units of {@code into} that one unit of {@code currency} is worth, above 0: 1.08 where a euro is worth 1.08 dollars
     */
    public record Rate(String currency, String into, LocalDate day, double rate) {
        /** Of a record of the kind {@link #KIND}; null where it lacks a field. */
        static Rate of(AccountRecord record) {
            Map<String, Object> fields = record.fields();
            return fields.get("currency") instanceof String currency
                            && fields.get("into") instanceof String into
                            && fields.get("day") instanceof LocalDate day
                            && fields.get("rate") instanceof BigDecimal rate
                    ? new Rate(currency, into, day, rate.doubleValue())
                    : null;
        }
    }

    /**
     * Of these rates. Those into other currencies, and those that are not above 0, are left out.
     *
     * @param reportingCurrency ISO 4217 code; null where nothing is converted
     * @param rates of several for one currency and day, the last one counts
     */
    public ExchangeRates(String reportingCurrency, Collection<Rate> rates) {
        this.reportingCurrency = reportingCurrency;
        for (Rate rate : rates) {
            if (rate.into().equals(reportingCurrency) && rate.rate() > 0 && Double.isFinite(rate.rate())) {
                this.rates
                        .computeIfAbsent(rate.currency(), currency -> new TreeMap<>())
                        .put(rate.day(), rate.rate());
            }
        }
    }

    /** The rates among some records, as {@link #ExchangeRates(String, Collection)}. */
    public static ExchangeRates of(String reportingCurrency, Collection<AccountRecord> records) {
        return new ExchangeRates(
                reportingCurrency,
                records.stream()
                        .filter(record -> record.kind().equals(KIND))
                        .map(Rate::of)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** ISO 4217 code; null where nothing is converted. */
    String reportingCurrency() {
        return reportingCurrency;
    }

    /** How many units of the reporting currency one unit of another is worth on a day; NaN before the first rate of the currency. */
    double rate(String currency, LocalDate day) {
        TreeMap<LocalDate, Double> dated = rates.get(currency);
        Map.Entry<LocalDate, Double> held = dated == null ? null : dated.floorEntry(day);
        return held == null ? Double.NaN : held.getValue();
    }
}

package io.tidewatch.metric.evaluation;

import java.time.LocalDate;

/** Rates of exchange into the one currency that figures of several currencies are reported in. Asked by several threads at once. */
public interface ExchangeRates {
    /** No rates: amounts of two currencies cannot be put together. */
    ExchangeRates NONE = new ExchangeRates() {
        @Override
        public String reportingCurrency() {
            return null;
        }

        @Override
        public double rate(String currency, LocalDate day) {
            return Double.NaN;
        }
    };

    /** ISO 4217 code; null where nothing is converted. */
    String reportingCurrency();

    /**
     * How many units of the reporting currency one unit of another is worth, such as 1.08 dollars for a euro; NaN where it is not known. Not
     * asked for the reporting currency itself.
     */
    double rate(String currency, LocalDate day);
}

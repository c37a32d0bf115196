package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.money.Money;
import java.time.LocalDate;
import java.util.Arrays;

/** The currencies of one thread's histories: their minor units, and their rates into the reporting currency on the as-of day. */
final class Currencies {
    /** Stands for the reporting currency while no history has it. */
    private static final int REPORTING = Integer.MAX_VALUE;

    private final ExchangeRates rates;
    private Dictionary dictionary;
    private int size;
    private long day = Long.MIN_VALUE;
    private int reporting;

    /** What was asked for already: there are few currencies. */
    private int known;

    private int[] codes = new int[4];
    private double[] units = new double[4];
    private double[] factors = new double[4];

    Currencies(ExchangeRates rates) {
        this.rates = rates;
    }

    /** Turns to a history and a day. */
    void turnTo(Dictionary texts, long asOf) {
        if (dictionary != texts || day != asOf) {
            known = 0;
        }
        day = asOf;
        // A dictionary only grows, so one of the same size has the same texts.
        if (dictionary == texts && size == texts.size()) {
            return;
        }
        dictionary = texts;
        size = texts.size();
        int found = rates.reportingCurrency() == null ? -1 : texts.find(rates.reportingCurrency());
        int current = found < 0 ? REPORTING : found;
        if (current != reporting) {
            known = 0;
        }
        reporting = current;
    }

    /** The number of the reporting currency. */
    int reporting() {
        return reporting;
    }

    /** How many minor units make one unit; 1 for no currency. */
    double minorUnits(int currency) {
        if (currency == Amounts.NO_CURRENCY) {
            return 1;
        }
        // Before the array is read: finding the place may exchange it for a longer one.
        int place = place(currency);
        return units[place];
    }

    /** Minor units of the reporting currency for one of another; NaN without a rate. */
    double factor(int currency) {
        if (currency == reporting || currency == Amounts.NO_CURRENCY) {
            return 1;
        }
        int place = place(currency);
        return factors[place];
    }

    /** Minor units of the reporting currency for one of a currency, by its code; NaN without a rate. */
    double factorOf(String currency) {
        int code = dictionary.find(currency);
        return code < 0 ? 1 : factor(code);
    }

    /** The code of a currency; null for none. */
    String name(int currency) {
        if (currency == Amounts.NO_CURRENCY) {
            return null;
        }
        return currency == REPORTING ? rates.reportingCurrency() : dictionary.text(currency);
    }

    private int place(int currency) {
        for (int place = 0; place < known; place++) {
            if (codes[place] == currency) {
                return place;
            }
        }
        if (known == codes.length) {
            codes = Arrays.copyOf(codes, 2 * known);
            units = Arrays.copyOf(units, 2 * known);
            factors = Arrays.copyOf(factors, 2 * known);
        }
        String name = name(currency);
        codes[known] = currency;
        units[known] = unitsOf(name);
        factors[known] = rates.reportingCurrency() == null
                ? Double.NaN
                : rates.rate(name, LocalDate.ofEpochDay(day)) * unitsOf(rates.reportingCurrency()) / units[known];
        return known++;
    }

    /** A code that is not of ISO 4217 counts in hundredths. */
    static double unitsOf(String currency) {
        return Math.pow(10, Money.isCurrency(currency) ? Money.digits(currency) : 2);
    }
}

package io.tidewatch.metric.example;

import io.tidewatch.metric.history.AccountRecord.Amount;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount as it is written: {@code 1200.00 USD}, in major units. */
record ExampleMoney(BigDecimal major, String currency) {
    private static final Pattern AMOUNT = Pattern.compile("(-?[0-9]{1,15}(?:\\.[0-9]{1,4})?) ([A-Z]{3})");

    /** Reads it; anything else is an {@link IllegalArgumentException}. */
    static ExampleMoney read(String text) {
        Matcher amount = AMOUNT.matcher(text);
        if (!amount.matches()) {
            throw new IllegalArgumentException("This is not a valid amount: " + text);
        }
        return new ExampleMoney(new BigDecimal(amount.group(1)), amount.group(2));
    }

    /** In minor units of the currency; decimals beyond these are an {@link ArithmeticException}. */
    Amount minor() {
        return new Amount(major.movePointRight(digits(currency)).longValueExact(), currency);
    }

    /** A value in minor units, in major ones. */
    static BigDecimal major(double minor, String currency) {
        return BigDecimal.valueOf(minor).movePointLeft(digits(currency));
    }

    private static int digits(String currency) {
        return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    }
}

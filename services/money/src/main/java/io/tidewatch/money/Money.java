package io.tidewatch.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An amount in minor units of its currency. How many decimals a currency has is ISO 4217's number of digits, everywhere
 * from import to mail: USD 2, JPY 0, KWD 3.
 *
 * @param minor the amount in minor units; a computed figure may have a fraction of one
 * @param currency an ISO 4217 code in capital letters, one for which {@link #isCurrency} holds
 */
public record Money(BigDecimal minor, String currency) {

    /** Checks the currency; an unknown one is an {@link IllegalArgumentException}. */
    public Money {
        if (minor == null || !isCurrency(currency)) {
            throw new IllegalArgumentException("An amount needs a number and an ISO 4217 currency, not " + currency);
        }
    }

    /** An amount of whole minor units. */
    public static Money ofMinor(long minor, String currency) {
        return new Money(BigDecimal.valueOf(minor), currency);
    }

    /**
     * An amount in major units, for instance 1250.00 US dollars, rounded half-even to the currency's digits.
     *
     * @param major any number of decimals
     * @param currency as for the record
     */
    public static Money ofMajor(BigDecimal major, String currency) {
        int digits = digits(currency);
        return new Money(major.setScale(digits, RoundingMode.HALF_EVEN).movePointRight(digits), currency);
    }

    /** Whether the code, in capital letters, is that of a currency with minor units (gold and test codes have none). */
    public static boolean isCurrency(String code) {
        try {
            return code != null && Currency.getInstance(code).getDefaultFractionDigits() >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The codes for which {@link #isCurrency} holds. */
    public static Set<String> codes() {
        return Currency.getAvailableCurrencies().stream()
                .map(Currency::getCurrencyCode)
                .filter(Money::isCurrency)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The number of decimals of a currency, from ISO 4217: 0 to 4.
     *
     * @throws IllegalArgumentException for a code that {@link #isCurrency} denies
     */
    public static int digits(String currency) {
        if (!isCurrency(currency)) {
            throw new IllegalArgumentException("Not an ISO 4217 currency: " + currency);
        }
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }

    /** The amount in major units, with all the currency's decimals: 1506.000 for KWD. */
    public BigDecimal major() {
        int digits = digits(currency);
        return minor.movePointLeft(digits).setScale(digits, RoundingMode.HALF_EVEN);
    }

    /** As people read it, in English: {@code JPY 600,000}, {@code KWD 1,506.000}, {@code USD -12.50}. */
    @Override
    public String toString() {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(digits(currency));
        return currency + " " + format.format(major());
    }
}

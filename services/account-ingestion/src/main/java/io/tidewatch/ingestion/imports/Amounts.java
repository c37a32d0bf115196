package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.AmountUnit;
import io.tidewatch.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of a file in the minor units of its currency.
 *
 * @param minor whole units
 * @param rounded whether that is not exactly what the file says; rounded half-even
 */
record Amounts(BigDecimal minor, boolean rounded) {

    /**
     * Converts an amount.
     *
     * @param number a decimal number
     * @param unit how the file writes amounts; null for major units
     * @param months the number of months that the amount is for; the answer is that of one month
     */
    static Amounts of(String number, String currency, AmountUnit unit, int months) {
        BigDecimal amount = new BigDecimal(number);
        if (unit != AmountUnit.MINOR) {
            amount = amount.movePointRight(Money.digits(currency));
        }
        BigDecimal divisor = BigDecimal.valueOf(months);
        BigDecimal minor = amount.divide(divisor, 0, RoundingMode.HALF_EVEN);
        return new Amounts(minor, minor.multiply(divisor).compareTo(amount) != 0);
    }

    /** Whether it is further from 0 than this many minor units. */
    boolean exceeds(BigDecimal most) {
        return minor.abs().compareTo(most) > 0;
    }
}

package io.tidewatch.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "128454000, USD, 'USD 1,284,540.00'",
        "600000, JPY, 'JPY 600,000'",
        "1506000, KWD, 'KWD 1,506.000'",
        "-1250, EUR, 'EUR -12.50'",
        "0, CLF, 'CLF 0.0000'"
    })
    void amountIsReadWithTheDecimalsOfItsCurrency(long minor, String currency, String read) {
        assertThat(Money.ofMinor(minor, currency)).hasToString(read);
    }

    @ParameterizedTest
    @CsvSource({
        "50000, JPY, 50000",
        "125.5, KWD, 125500",
        "0.005, USD, 0",
        "0.015, USD, 2",
        "0.025, USD, 2",
        "0.5, JPY, 0",
        "1.5, JPY, 2"
    })
    void majorUnitsAreRoundedHalfEvenToTheCurrencysDigits(BigDecimal major, String currency, long minor) {
        assertThat(Money.ofMajor(major, currency).minor()).isEqualByComparingTo(BigDecimal.valueOf(minor));
    }

    @Test
    void fractionsOfAMinorUnitAreRoundedOnlyWhenRead() {
        Money third = new Money(new BigDecimal("33.335"), "USD");
        assertThat(third.major()).isEqualByComparingTo("0.33");
        assertThat(third.minor()).isEqualByComparingTo("33.335");
    }

    @Test
    void codesWithoutMinorUnitsAndUnknownCodesAreNotCurrencies() {
        assertThat(Money.isCurrency("XAU")).isFalse();
        assertThat(Money.isCurrency("usd")).isFalse();
        assertThat(Money.isCurrency("ABC")).isFalse();
        assertThat(Money.isCurrency(null)).isFalse();
        assertThatThrownBy(() -> Money.ofMinor(1, "ABC")).isInstanceOf(IllegalArgumentException.class);
    }
}

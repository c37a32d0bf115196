package io.tidewatch.rule.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTextTest {

    @ParameterizedTest
    @CsvSource({
        "99.999996, 2, 99.99",
        "100, 2, 100",
        "50.0004, 2, 50.01",
        "0.7999, 2, 0.79",
        "-3.9999, 2, -3.99",
        "47.96, 1, 47.9",
        "66.6666, 2, 66.67",
        "29.6, 0, 30",
    })
    void aValueJustBesideABoundIsNotShownAsTheBound(double number, int decimals, String text) {
        assertThat(MetricText.number(number, decimals)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"7.000000000000001, 7", "33.300000000000004, 33.3", "0.30000000000000004, 0.3", "0, 0"})
    void whatADoubleHasBehindTheDigitsOfAValueIsNotShown(double number, String text) {
        assertThat(MetricText.number(number, 2)).isEqualTo(text);
    }
}

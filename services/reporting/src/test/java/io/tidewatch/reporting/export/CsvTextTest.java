package io.tidewatch.reporting.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void textThatASpreadsheetWouldComputeIsMadeHarmless(String text) {
        assertThat(new CsvText().row(text).toString().replace("\"", "")).isEqualTo("'" + text + "\r\n");
    }

    @Test
    void numbersStayNumbersAlsoNegativeOnes() {
        assertThat(new CsvText()
                        .row(-5L, new BigDecimal("1E+3"), new BigDecimal("-0.50"))
                        .toString())
                .isEqualTo("-5,1000,-0.50\r\n");
    }

    @Test
    void unknownIsAnEmptyCell() {
        assertThat(new CsvText().row("a", null, "b").toString()).isEqualTo("a,,b\r\n");
    }

    @Test
    void textWithCommasQuotesAndLinesIsQuoted() {
        assertThat(new CsvText().row("a,b", "say \"x\"", "one\ntwo").toString())
                .isEqualTo("\"a,b\",\"say \"\"x\"\"\",\"one\ntwo\"\r\n");
    }
}

package io.tidewatch.reporting.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.reporting.metrics.LeftOut;
import io.tidewatch.reporting.portfolio.Portfolio.Members;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RiskSumTest {

    private static final List<String> EUR = List.of("EUR");

    @Test
    void accountsWithUnknownArrAndAccountsThatMayBeAtRiskAreLeftOutWithTheirRevenue() {
        MoneyFigure sum = RiskSum.of(
                new Members("", 1, 10, 4, 2, money("EUR", "500"), 3, money("EUR", "1200", "JPY", "70")), EUR, "hash");

        assertThat(sum.amounts()).isEqualTo(Map.of("EUR", 500L));
        assertThat(sum.leftOut()).extracting(LeftOut::accounts).containsExactly(3L, 2L);
        assertThat(sum.leftOut().getFirst().revenue()).isEmpty();
        assertThat(sum.leftOut().getLast().sentence()).startsWith("2 accounts (ARR EUR 12.00 + JPY 70). ");
    }

    @Test
    void anAmountThatDoesNotFitIsUnknownInsteadOfNegative() {
        MoneyFigure sum =
                RiskSum.of(new Members("", 1, 2, 2, 0, money("EUR", "9223372036854775808"), 0, money()), EUR, null);

        assertThat(sum.known()).isFalse();
        assertThat(sum.reason()).isEqualTo(RiskSum.TOO_LARGE);
    }

    @Test
    void nothingAtRiskIsUnknownWhenNoAccountCouldBeJudged() {
        assertThat(calm(500, 500).known()).isFalse();
        assertThat(calm(500, 499).value()).hasValue(BigDecimal.ZERO);
        assertThat(calm(0, 0).value()).hasValue(BigDecimal.ZERO);
    }

    private static MoneyFigure calm(long accounts, long notJudged) {
        return RiskSum.of(new Members("", 1, accounts, 0, notJudged, money(), 0, money()), EUR, "hash");
    }

    private static TreeMap<String, BigDecimal> money(String... currenciesAndMinor) {
        TreeMap<String, BigDecimal> money = new TreeMap<>();
        for (int i = 0; i < currenciesAndMinor.length; i += 2) {
            money.put(currenciesAndMinor[i], new BigDecimal(currenciesAndMinor[i + 1]));
        }
        return money;
    }
}

package io.tidewatch.reporting.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.reporting.portfolio.Portfolio.Arr;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.retention.RiskSum.Coverage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RiskSumTest {

    private static final Coverage JUDGED = new Coverage(100, 0);
    private static final String[] CURRENCIES = {"EUR", "USD", "JPY"};

    @Test
    void howeverAccountsAreGroupedTheSumsEqualTheSumOfAll() {
        Random random = new Random(4711);
        for (int round = 0; round < 500; round++) {
            List<AtRiskAccount> accounts = new ArrayList<>();
            int currencies = 1 + random.nextInt(3);
            for (int number = random.nextInt(40); number > 0; number--) {
                accounts.add(account(random, number, currencies));
            }
            MoneyFigure headline = RiskSum.of(accounts, JUDGED, List.of());

            Map<String, Long> added = new TreeMap<>();
            accounts.stream().collect(Collectors.groupingBy(account -> "" + account.segment())).values().stream()
                    .map(group -> RiskSum.of(group, JUDGED, List.of()))
                    .forEach(group ->
                            group.amounts().forEach((currency, minor) -> added.merge(currency, minor, Long::sum)));

            assertThat(added).isEqualTo(headline.amounts());
        }
    }

    @Test
    void aSumThatDoesNotFitIsRefusedInsteadOfTurningNegative() {
        List<AtRiskAccount> accounts = List.of(account("a", Long.MAX_VALUE), account("b", 1L));

        assertThatThrownBy(() -> RiskSum.of(accounts, JUDGED, List.of("EUR"))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void nothingAtRiskIsUnknownWhenNoAccountCouldBeJudged() {
        assertThat(RiskSum.of(List.of(), new Coverage(500, 500), List.of("EUR")).known())
                .isFalse();
        assertThat(RiskSum.of(List.of(), new Coverage(500, 499), List.of("EUR")).note())
                .isEqualTo("499 of 500 accounts cannot be judged in full, because metrics are unknown.");
        assertThat(RiskSum.of(List.of(), new Coverage(0, 0), List.of()).value()).hasValue(BigDecimal.ZERO);
    }

    @Test
    void manyUnknownAccountsAreCounted() {
        List<AtRiskAccount> accounts = new ArrayList<>(List.of(account("known", 5L)));
        for (int number = 1; number <= 25; number++) {
            accounts.add(account("dark" + number, null));
        }

        assertThat(RiskSum.of(accounts, JUDGED, List.of("EUR")).note())
                .startsWith("Not counted")
                .endsWith("dark20 and 5 more.");
    }

    private static AtRiskAccount account(Random random, int number, int currencies) {
        boolean known = random.nextInt(5) > 0;
        return new AtRiskAccount(
                "a" + number,
                "A" + number,
                random.nextInt(4) == 0 ? null : "S" + random.nextInt(3),
                null,
                new Arr(
                        known ? random.nextLong(1_000_000_000_000L) : null,
                        known ? CURRENCIES[random.nextInt(currencies)] : null,
                        "hash",
                        null),
                null,
                List.of());
    }

    private static AtRiskAccount account(String name, Long minor) {
        return new AtRiskAccount(
                name, name, null, null, new Arr(minor, minor == null ? null : "EUR", "hash", null), null, List.of());
    }
}

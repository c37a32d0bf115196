package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.evaluation.MetricValue.Contribution;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Money of one and of two currencies, and scores. */
class MoneyAndScoreTest {
    private static final String AS_OF = "2026-03-31";
    private static final String REVENUE = "unit: CURRENCY\nvalue: 12 * mrrAtEnd\n";

    private static final ExchangeRates DOLLARS = new ExchangeRates(
            "USD",
            List.of(
                    rate("EUR", "2026-03-30", 99),
                    rate("EUR", AS_OF, 1.25),
                    rate("EUR", "2026-04-01", 99),
                    rate("JPY", "2020-01-01", 0.01)));

    private static ExchangeRates.Rate rate(String currency, String day, double rate) {
        return new ExchangeRates.Rate(currency, "USD", LocalDate.parse(day), rate);
    }

    private static Example paid(Example example, String id, String mrr) {
        return example.add("contract_period", id, "startDate", "2026-01-01", "trial", false, "mrr", mrr);
    }

    @Test
    void anAmountHasItsCurrency() {
        MetricValue value = paid(Example.of(REVENUE), "a", "1000 EUR").on(AS_OF);
        assertThat(value.value()).isEqualTo(12_000);
        assertThat(value.currency()).isEqualTo("EUR");
    }

    @Test
    void anAmountOfNothingIsZeroAndHasNoCurrency() {
        MetricValue value = Example.of(REVENUE).on(AS_OF);
        assertThat(value.value()).isZero();
        assertThat(value.currency()).isNull();
    }

    @Test
    void twoCurrenciesAreConvertedWithTheRatesOfTheAsOfDay() {
        Example example =
                paid(paid(Example.of(REVENUE), "a", "1000 EUR"), "b", "500 USD").rates(DOLLARS);
        assertThat(example.on(AS_OF).value()).isEqualTo(12 * 1750);
        assertThat(example.on(AS_OF).currency()).isEqualTo("USD");
    }

    @Test
    void minorUnitsOfACurrencyAreItsOwn() {
        Example example =
                paid(paid(Example.of(REVENUE), "a", "1000 JPY"), "b", "500 USD").rates(DOLLARS);
        // 1,000 yen are 10 dollars, and 10 dollars are 1,000 cents.
        assertThat(example.on(AS_OF).value()).isEqualTo(12 * 1500);
    }

    @Test
    void withoutARateTwoCurrenciesAreUnknown() {
        Example none = paid(paid(Example.of(REVENUE), "a", "1000 EUR"), "b", "500 USD");
        assertThat(none.shown(AS_OF)).isEqualTo("unknown");
        assertThat(none.on(AS_OF).reason()).contains("several currencies");
        Example missing =
                paid(paid(Example.of(REVENUE), "a", "1000 CHF"), "b", "500 USD").rates(DOLLARS);
        assertThat(missing.shown(AS_OF)).isEqualTo("unknown");
        assertThat(missing.on(AS_OF).reason()).isEqualTo("There is no rate from CHF to USD on 2026-03-31.");
    }

    @Test
    void oneForeignCurrencyIsNotConverted() {
        Example example = paid(Example.of(REVENUE), "a", "1000 EUR").rates(DOLLARS);
        assertThat(example.on(AS_OF).currency()).isEqualTo("EUR");
    }

    @Test
    void twoCurrenciesThatMeetInAFormulaAreConverted() {
        String lines = """
                unit: %s
                measures:
                  spent: {sum: amount, of: cost}
                  bought: {sum: amount, of: order}
                population: everyone
                value: %s
                """;
        Example share = Example.of(lines.formatted("RATIO", "spent / bought")).rates(DOLLARS);
        share.add("cost", "c", "incurredOn", "2026-03-01", "amount", "1000 EUR");
        share.add("order", "o", "orderedOn", "2026-03-01", "amount", "2500 USD");
        assertThat(share.shown(AS_OF)).isEqualTo("0.5");
        Example least = Example.of(lines.formatted("CURRENCY", "min(spent, bought) + spent - bought"))
                .rates(DOLLARS);
        least.add("cost", "c", "incurredOn", "2026-03-01", "amount", "1000 EUR");
        least.add("order", "o", "orderedOn", "2026-03-01", "amount", "2500 USD");
        assertThat(least.on(AS_OF).value()).isEqualTo(1250 + 1250 - 2500);
        assertThat(share.rates(ExchangeRates.NONE).shown(AS_OF)).isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({"1000 USD, 10, 1", "999 USD, 10, 0", "1000 JPY, 1000, 1", "999 JPY, 1000, 0"})
    void aNumberBesideMoneyIsInUnitsAsPeopleWriteThem(String mrr, int bound, String value) {
        Example example = Example.of("unit: NUMBER\nmeasures:\n  big: mrrAtEnd >= %d\nvalue: big\n".formatted(bound));
        assertThat(paid(example, "a", mrr).shown(AS_OF)).isEqualTo(value);
    }

    private static Example score(String minimum) {
        return Example.of(
                        """
                        unit: SCORE
                        overAccounts: mean
                        measures:
                          tickets: {count: ticket}
                          rating: {last: rating, of: sentiment}
                          opinion: {last: points, of: opinion}
                          health:
                            score:
                              - {of: tickets, scale: [10, 0], weight: {default: 2, ENTERPRISE: 4}}
                              - {of: rating, scale: [1, 5], weight: 3}
                              - {of: opinion, scale: [0, 10], weight: {default: 1, PRODUCT_LED: 0}}
                        %s
                        value: health
                        """.formatted(minimum),
                        "records/opinion.yaml",
                        "kind: opinion\nnature: FACT\ntime: given\nfields:\n  given: {type: DATE}\n  points: {type: INTEGER}\n")
                .add("ticket", "t1", "openedAt", "2026-03-01")
                .add("ticket", "t2", "openedAt", "2026-03-01")
                .add("sentiment", "s", "ratedOn", "2026-03-01", "rating", 2);
    }

    @Test
    void aScoreIsTheMeanOfThePointsOfTheInputsThatHaveAValue() {
        // 80 points with weight 2, 25 with weight 3.
        MetricValue value = score("").on(AS_OF);
        assertThat(value.value()).isEqualTo(47);
        assertThat(value.score().coverage()).isEqualTo(100 * 5 / 6d);
        assertThat(value.score().contributions())
                .extracting(Contribution::input, Contribution::points, Contribution::weight)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("tickets", 80d, 2d),
                        org.assertj.core.groups.Tuple.tuple("rating", 25d, 3d),
                        org.assertj.core.groups.Tuple.tuple("opinion", Double.NaN, 1d));
    }

    @Test
    void weightsAreThoseOfTheBusinessModelAndAnInputOfWeightZeroIsNone() {
        Example enterprise = score("").attributes("2026-01-01", "businessModel", "ENTERPRISE");
        // 80 points with weight 4, 25 with weight 3.
        assertThat(enterprise.on(AS_OF).value()).isEqualTo(Value.rounded((4 * 80 + 3 * 25) / 7d));
        Example productLed = score("").attributes("2026-01-01", "businessModel", "PRODUCT_LED");
        assertThat(productLed.on(AS_OF).score().coverage()).isEqualTo(100);
        assertThat(productLed.on(AS_OF).score().contributions()).hasSize(2);
    }

    @Test
    void pointsAreNeverBelowZeroOrAboveAHundred() {
        Example example = score("");
        for (int number = 0; number < 20; number++) {
            example.add("ticket", "more" + number, "openedAt", "2026-03-01");
        }
        assertThat(example.on(AS_OF).value()).isEqualTo(3 * 25 / 5d);
    }

    @Test
    void belowTheLeastCoverageTheScoreIsAbsentOrUnknown() {
        assertThat(score("    minimumCoverage: 83").shown(AS_OF)).isEqualTo("47");
        assertThat(score("    minimumCoverage: 84").shown(AS_OF)).isEqualTo("absent");
        Example unknown = score("    minimumCoverage: 84").notCovered("opinion");
        assertThat(unknown.shown(AS_OF)).isEqualTo("unknown");
        assertThat(unknown.on(AS_OF).reason()).contains("Only 83 % of the weights");
    }
}

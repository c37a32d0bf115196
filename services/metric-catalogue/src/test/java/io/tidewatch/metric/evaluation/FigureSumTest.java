package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.evaluation.MetricValue.State;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.HistoryBuilder;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of groups of accounts. */
class FigureSumTest {
    private static final LocalDate AS_OF = LocalDate.parse("2026-03-31");

    private static List<Figure> figures(ExchangeRates rates, Example... accounts) {
        FigureSum sum = new FigureSum(accounts[0].metrics, "x");
        Evaluation evaluation = accounts[0].metrics.evaluation(rates);
        for (Example account : accounts) {
            sum.add(evaluation.evaluate(account.history(), Days.of(AS_OF)));
        }
        return sum.figures();
    }

    private static Figure figure(Example... accounts) {
        List<Figure> figures = figures(ExchangeRates.NONE, accounts);
        assertThat(figures).hasSize(1);
        return figures.getFirst();
    }

    private static Example survey(Example example, int... scores) {
        for (int number = 0; number < scores.length; number++) {
            example.add("survey", "s" + number, "answeredOn", "2026-03-0" + (number + 1), "score", scores[number]);
        }
        return example;
    }

    @Test
    void aGroupMayHaveAnyNumberOfCurrencies() {
        List<String> currencies = List.of("CHF", "EUR", "GBP", "JPY", "KWD", "NOK", "SEK", "USD", "ZAR");
        Example first = Example.of("unit: CURRENCY\nvalue: mrrAtEnd\n");
        Example[] accounts = currencies.stream()
                .map(currency -> first.another(currency)
                        .add(
                                "contract_period",
                                "p",
                                "startDate",
                                "2026-01-01",
                                "mrr",
                                "100 " + currency,
                                "trial",
                                "false"))
                .toArray(Example[]::new);
        assertThat(figures(ExchangeRates.NONE, accounts))
                .extracting(Figure::currency)
                .containsExactlyElementsOf(currencies);
    }

    @Test
    void theFigureIsTheFormulaOverTheSumsAndNotTheMeanOfTheValues() {
        Example first = Example.of("""
                unit: PERCENT
                measures:
                  good: {count: survey, where: score >= 4}
                  all: {count: survey}
                value: good / all
                details: [all]
                bands: {LOW: below 50, HIGH: above}
                """);
        Figure figure = figure(survey(first, 5), survey(first.another("b"), 1, 1, 5), first.another("c"));
        assertThat(figure.value()).isEqualTo(50);
        assertThat(figure.band()).isEqualTo("HIGH");
        assertThat(figure.members()).isEqualTo(3);
        assertThat(figure.measures().get("good").value()).isEqualTo(2);
        assertThat(figure.details().get("all").value()).isEqualTo(4);
        assertThat(figure.numerator().value()).isEqualTo(2);
        assertThat(figure.denominator().value()).isEqualTo(4);
    }

    @Test
    void accountsOutsideThePopulationDoNotCountAndThoseOfWhichTooLittleIsKnownAreCountedByReason() {
        Example first = Example.of("""
                unit: NUMBER
                measures:
                  n: {count: survey}
                population: n > 1
                value: n
                """);
        Figure figure = figure(
                survey(first, 1, 2, 3),
                survey(first.another("b"), 1),
                survey(first.another("c"), 1, 2).covered("survey", "2020-01-01", "2026-03-30"),
                survey(first.another("d"), 1, 2).notCovered("survey"));
        assertThat(figure.value()).isEqualTo(3);
        assertThat(figure.members()).isEqualTo(1);
        assertThat(figure.outside()).isEqualTo(1);
        assertThat(figure.leftOut())
                .isEqualTo(Map.of(
                        "The survey records are complete only until 2026-03-30.",
                        1,
                        "No source delivers survey records.",
                        1));
    }

    @Test
    void anUnknownDetailLeavesTheAccountOutAndAnAbsentMeasureAddsNothing() {
        Example first = Example.of("""
                unit: NUMBER
                measures:
                  n: {count: survey}
                  calls: {count: ticket}
                  half: n when n > 1
                value: half
                details: [calls]
                """);
        Figure figure = figure(
                survey(first, 1, 2),
                survey(first.another("b"), 1),
                survey(first.another("c"), 1, 2).notCovered("ticket"));
        assertThat(figure.value()).isEqualTo(2);
        assertThat(figure.members()).isEqualTo(2);
        assertThat(figure.leftOut()).containsOnlyKeys("No source delivers ticket records.");
    }

    @ParameterizedTest
    @CsvSource({"mean, 3", "median, 2"})
    void everyRecordOfAMeanOrMedianCountsTheSame(String function, double value) {
        Example first = Example.of("unit: NUMBER\nmeasures:\n  n: {" + function + ": score, of: survey}\nvalue: n\n");
        Figure figure = figure(survey(first, 9), survey(first.another("b"), 1, 1, 2, 2), first.another("c"));
        assertThat(figure.value()).isEqualTo(value);
    }

    @Test
    void theMeanOfAWeekIsThatOfAllMembersTogether() {
        Example first = Example.of("""
                unit: NUMBER
                subjects:
                  last: {each: week, last: 2, with: {uses: {sum: count, of: usage}}}
                measures:
                  average: {mean: uses, of: last}
                value: average
                """);
        first.add("usage", "a", "day", "2026-03-31", "count", 4);
        Example second = first.another("b").add("usage", "a", "day", "2026-03-20", "count", 2);
        assertThat(figure(first, second).value()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"mean, 4", "median, 2.5", "p75, 4.75"})
    void valuesOfAccountsArePutTogetherWhereSumsHaveNoMeaning(String way, double value) {
        Example first = Example.of(
                "unit: NUMBER\noverAccounts: " + way + "\nmeasures:\n  n: {last: score, of: survey}\nvalue: n\n");
        Figure figure = figure(
                survey(first, 1),
                survey(first.another("b"), 2),
                survey(first.another("c"), 3),
                survey(first.another("d"), 10),
                first.another("none"),
                survey(first.another("unknown"), 3).notCovered("survey"));
        assertThat(figure.value()).isEqualTo(value);
        assertThat(figure.members()).isEqualTo(4);
        assertThat(figure.absent()).isEqualTo(1);
        assertThat(figure.leftOut()).containsOnlyKeys("No source delivers survey records.");
    }

    @Test
    void aFigureOfNoAccountIsAbsentOrNothing() {
        Example none = Example.of(
                "unit: NUMBER\nmeasures:\n  n: {count: survey}\npopulation: everyone\nvalue: n / accounts\n");
        assertThat(new FigureSum(none.metrics, "x").figures().getFirst().state())
                .isEqualTo(State.ABSENT);
    }

    @Test
    void namedMeasuresAreSplitAndTheOthersStayWhole() {
        Example first = Example.of("""
                unit: PERCENT
                measures:
                  exits: {count: churn_event}
                  all: {count: churn_event}
                by: {exits: reason}
                value: exits / all
                """);
        first.add("churn_event", "1", "churnedOn", "2026-01-01", "reason", "Price");
        first.add("churn_event", "2", "churnedOn", "2026-01-02");
        Example second = first.another("b").add("churn_event", "1", "churnedOn", "2026-01-01", "reason", "Support");
        Example third = first.another("c").add("churn_event", "1", "churnedOn", "2026-01-01", "reason", "Price");

        assertThat(first.on("2026-03-31").byLabel().get("Price").value()).isEqualTo(50);
        assertThat(figures(ExchangeRates.NONE, first, second, third))
                .extracting(Figure::label, Figure::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(null, 100d),
                        org.assertj.core.groups.Tuple.tuple("Price", 50d),
                        org.assertj.core.groups.Tuple.tuple("Support", 25d),
                        org.assertj.core.groups.Tuple.tuple("unknown", 25d));
    }

    @Test
    void bothSidesOfARatioMayBeSplit() {
        Example first = Example.of("""
                unit: PERCENT
                measures:
                  required: {count: milestone, where: required}
                  all: {count: milestone}
                by: {required: plan, all: plan}
                value: required / all
                """);
        first.add("milestone", "1", "openedOn", "2026-01-01", "plan", "VALUE", "required", true);
        first.add("milestone", "2", "openedOn", "2026-01-01", "plan", "VALUE", "required", false);
        first.add("milestone", "3", "openedOn", "2026-01-01", "plan", "ADOPTION", "required", false);
        assertThat(figures(ExchangeRates.NONE, first))
                .extracting(Figure::label, Figure::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(null, 33.3333333333),
                        org.assertj.core.groups.Tuple.tuple("ADOPTION", 0d),
                        org.assertj.core.groups.Tuple.tuple("VALUE", 50d));
    }

    private static final ExchangeRates DOLLARS = new ExchangeRates(
            "USD", List.of(new ExchangeRates.Rate("EUR", "USD", LocalDate.parse("2020-01-01"), 1.25)));

    private static Example paid(Example example, String mrr) {
        return example.add("contract_period", mrr, "startDate", "2026-01-01", "trial", false, "mrr", mrr);
    }

    @Test
    void severalCurrenciesAreConvertedAndWithoutARateStandAlone() {
        Example first = Example.of("unit: CURRENCY\npopulation: everyone\nvalue: mrrAtEnd / accounts\n");
        Example[] accounts = {
            paid(first, "1000 USD"), paid(first.another("b"), "1000 EUR"), first.another("nothing"),
        };
        Figure together = figures(DOLLARS, accounts).getFirst();
        assertThat(together.currency()).isEqualTo("USD");
        assertThat(together.value()).isEqualTo(750);
        assertThat(together.members()).isEqualTo(3);
        assertThat(figures(ExchangeRates.NONE, accounts))
                .extracting(Figure::currency, Figure::value, Figure::members)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("EUR", 500d, 2),
                        org.assertj.core.groups.Tuple.tuple("USD", 500d, 2));
    }

    @Test
    void anAccountOfTwoCurrenciesIsConvertedOrLeftOut() {
        Example first = Example.of("""
                unit: RATIO
                level: GROUP
                measures:
                  spent: {sum: amount, of: cost}
                  bought: {sum: amount, of: order}
                population: everyone
                value: spent / bought
                """);
        first.add("cost", "c", "incurredOn", "2026-03-01", "amount", "1000 EUR");
        first.add("order", "o", "orderedOn", "2026-03-01", "amount", "2500 USD");
        assertThat(figures(DOLLARS, first).getFirst().value()).isEqualTo(0.5);
        assertThat(figures(ExchangeRates.NONE, first).getFirst().leftOut()).hasSize(1);
    }

    @Test
    void amountsAreConvertedAlsoWhereTheReportingCurrencyIsMetLater() {
        Example first = Example.of("""
                unit: RATIO
                level: GROUP
                measures:
                  spent: {sum: amount, of: cost}
                  bought: {sum: amount, of: order}
                population: everyone
                value: spent / bought
                """);
        Evaluation evaluation = first.metrics.evaluation(DOLLARS);
        first.add("cost", "c", "incurredOn", "2026-03-01", "amount", "1000 EUR");
        evaluation.evaluate(first.history(), Days.of(AS_OF));

        Example later = first.another("b");
        later.add("cost", "c", "incurredOn", "2026-03-01", "amount", "1000 EUR");
        later.add("order", "o", "orderedOn", "2026-03-01", "amount", "2500 USD");
        assertThat(ratio(first, evaluation, later.history())).isEqualTo(0.5);

        // Loaded by itself: other numbers stand for the currencies.
        HistoryBuilder alone = new HistoryBuilder(first.language.vocabulary(), new Dictionary(), "c");
        alone.add(new AccountRecord(
                "order",
                "o",
                Map.of("orderedOn", LocalDate.parse("2026-03-01"), "amount", new AccountRecord.Amount(2500, "USD"))));
        alone.add(new AccountRecord(
                "cost",
                "c",
                Map.of("incurredOn", LocalDate.parse("2026-03-01"), "amount", new AccountRecord.Amount(2000, "EUR"))));
        alone.covered("order", CoveredDays.ALWAYS).covered("cost", CoveredDays.ALWAYS);
        assertThat(ratio(first, evaluation, alone.build(AS_OF))).isEqualTo(1);
    }

    @Test
    void accountsOfSeveralEvaluationsAreAddedEachWithItsOwnValue() {
        Example first =
                Example.of("unit: NUMBER\noverAccounts: mean\nmeasures:\n  n: {last: score, of: survey}\nvalue: n\n");
        FigureSum sum = new FigureSum(first.metrics, "x");
        for (Example account : List.of(survey(first, 1), survey(first.another("b"), 5))) {
            sum.add(first.metrics.evaluation(ExchangeRates.NONE).evaluate(account.history(), Days.of(AS_OF)));
        }
        assertThat(sum.figures().getFirst().value()).isEqualTo(3);
    }

    @Test
    void theFigureOfAGroupDoesNotDependOnThoseOfOtherGroups() {
        Example answered = survey(Example.of("unit: NUMBER\nmeasures:\n  n: {mean: score, of: survey}\nvalue: n\n"), 4);
        Evaluation evaluation = answered.metrics.evaluation(ExchangeRates.NONE);
        FigureSum some = new FigureSum(answered.metrics, "x");
        some.add(evaluation.evaluate(answered.history(), Days.of(AS_OF)));
        FigureSum none = new FigureSum(answered.metrics, "x");
        none.add(evaluation.evaluate(survey(answered.another("b")).history(), Days.of(AS_OF)));
        FigureSum before = new FigureSum(answered.metrics, "x");
        before.add(evaluation.evaluate(answered.history(), Days.of(LocalDate.parse("2026-02-28"))));

        assertThat(List.of(some, none, some, before, some).stream()
                        .map(sum -> sum.figures().getFirst().value()))
                .containsExactly(4.0, Double.NaN, 4.0, Double.NaN, 4.0);
    }

    private static double ratio(Example example, Evaluation evaluation, AccountHistory history) {
        FigureSum sum = new FigureSum(example.metrics, "x");
        sum.add(evaluation.evaluate(history, Days.of(AS_OF)));
        return sum.figures().getFirst().value();
    }

    @Test
    void anAmountOfALabelIsConvertedAsThatOfAllLabelsIs() {
        Example first = Example.of("""
                unit: CURRENCY
                measures:
                  spent: {sum: amount, of: cost}
                population: everyone
                value: spent
                by: {spent: category}
                """);
        first.add("cost", "c", "incurredOn", "2026-03-01", "amount", "1000 EUR", "category", "SUPPORT");
        first.add("cost", "d", "incurredOn", "2026-03-01", "amount", "500 USD", "category", "DELIVERY");
        assertThat(figures(DOLLARS, first))
                .extracting(Figure::label, Figure::currency, Figure::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(null, "USD", 1750d),
                        org.assertj.core.groups.Tuple.tuple("DELIVERY", "USD", 500d),
                        org.assertj.core.groups.Tuple.tuple("SUPPORT", "USD", 1250d));
    }

    @Test
    void aMedianOfNoWeekIsAbsentInAGroupToo() {
        Example first = Example.of("""
                unit: NUMBER
                subjects:
                  blocks: {each: week, last: 4, with: {talks: {count: touchpoint}, raised: {count: ticket}}}
                measures:
                  typical: {median: talks / raised, of: blocks}
                population: everyone
                value: typical
                """);
        assertThat(figure(first, first.another("b")).state()).isEqualTo(State.ABSENT);
    }

    @Test
    void aLabelWithoutAValueHasAFigureThatSaysSo() {
        Example first = Example.of("""
                unit: DAYS
                measures:
                  reached: {last: reachedOn, of: milestone, dated: openedOn}
                population: everyone
                value: daysSince(reached) when reached < asOf
                by: {reached: plan}
                overAccounts: mean
                """);
        first.add("milestone", "m", "openedOn", "2026-03-01", "reachedOn", "2026-03-31", "plan", "VALUE");
        assertThat(figures(ExchangeRates.NONE, first))
                .extracting(Figure::label, Figure::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(null, State.ABSENT),
                        org.assertj.core.groups.Tuple.tuple("VALUE", State.ABSENT));
    }

    @Test
    void inTheFormulaOfAGroupAConditionIsTrueWhereItIsOfAnAccount() {
        Example first = Example.of("""
                unit: NUMBER
                measures:
                  raised: {count: ticket}
                  any: raised > 0
                population: everyone
                value: raised when any else 7
                """);
        Example[] tickets = {ticket(first, "t"), ticket(first.another("b"), "t"), first.another("c")};
        assertThat(figure(tickets).value()).isEqualTo(2);
        assertThat(figure(first.another("d")).value()).isEqualTo(7);
    }

    private static Example ticket(Example example, String id) {
        return example.add("ticket", id, "openedAt", "2026-03-01");
    }
}

package io.tidewatch.metric.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetricExamplesTest {
    private static final CheckedLanguage LANGUAGE = language();

    private final ProblemList problems = new ProblemList();

    @Test
    void anExampleThatHoldsHasNoDifferences() {
        assertThat(run("""
                customer-retention:
                  - name: a customer that stayed
                    asOf: 2026-06-30
                    records:
                      contract_period: [{startDate: 2025-01-01, mrr: 100 USD}]
                    expect: {value: 100, measures: {churned: 0, activeAtStart: 1}}
                """)).isEmpty();
    }

    @Test
    void aDifferentValueIsReportedWithBothFigures() {
        assertThat(run("""
                arr:
                  - name: twelve months
                    asOf: 2026-06-30
                    records:
                      contract_period: [{startDate: 2025-01-01, mrr: 100.50 USD}]
                    expect: {value: 1200.00 USD}
                """)).containsExactly("The value is 1206 USD, expected 1200 USD.");
    }

    @Test
    void yenHaveNoDecimalsAndDinarsHaveThree() {
        assertThat(run("""
                arr:
                  - {name: yen, asOf: 2026-06-30, records: {contract_period: [{startDate: 2025-01-01, mrr: 100 JPY}]}, expect: {value: 1200 JPY}}
                  - {name: dinars, asOf: 2026-06-30, records: {contract_period: [{startDate: 2025-01-01, mrr: 0.125 KWD}]}, expect: {value: 1.5 KWD}}
                """)).isEmpty();
    }

    @Test
    void aStateOtherThanTheExpectedOneIsReportedWithItsReason() {
        List<String> differences = run("""
                customer-effort:
                  - name: nothing is known without a source
                    asOf: 2026-06-30
                    uncovered: [survey]
                    expect: {state: ABSENT}
                """);
        assertThat(differences).hasSize(1);
        assertThat(differences.getFirst())
                .startsWith("The state is UNKNOWN, expected ABSENT.")
                .contains("survey");
    }

    @Test
    void aRangeOfDaysMakesOneRecordForEachDay() {
        assertThat(run("""
                power-user-percentage:
                  - name: on eight days
                    asOf: 2026-06-30
                    records:
                      user: [{id: u1, seatAssignedFrom: 2026-01-01}, {id: u2, seatAssignedFrom: 2026-01-01}]
                      usage:
                        - {user: u1, day: 2026-06-01..2026-06-08, feature: reports, count: 2}
                        - {user: u2, day: 2026-06-01..2026-06-07, feature: reports, count: 9}
                    expect: {value: 50, measures: {power: 1, licensed: 2}}
                """)).isEmpty();
    }

    @Test
    void coverageThatEndsADayEarlyMakesTheValueUnknown() {
        assertThat(run("""
                customer-effort:
                  - name: a day short
                    asOf: 2026-06-30
                    covered: {survey: {through: 2026-06-29}}
                    expect: {state: UNKNOWN}
                  - name: complete
                    asOf: 2026-06-30
                    covered: {survey: {through: 2026-06-30}}
                    expect: {state: ABSENT}
                """)).isEmpty();
    }

    @Test
    void labelsThatAreNotExpectedAreReported() {
        assertThat(run("""
                themes:
                  - name: two themes
                    asOf: 2026-06-30
                    records:
                      feedback:
                        - {givenOn: 2026-06-01, theme: speed}
                        - {givenOn: 2026-06-02, theme: price}
                    expect: {labels: {speed: 1}}
                """)).containsExactly("The label 'price' is not expected.");
    }

    @Test
    void aGroupWeighsItsAccountsByTheirRevenue() {
        assertThat(run("""
                gross-revenue-retention:
                  - name: one of two is lost, and a new one does not count
                    asOf: 2026-06-30
                    accounts:
                      - records: {contract_period: [{startDate: 2025-01-01, mrr: 900 USD}]}
                      - records: {contract_period: [{startDate: 2025-01-01, endDate: 2026-06-30, mrr: 100 USD}]}
                      - records: {contract_period: [{startDate: 2026-01-01, mrr: 500 USD}]}
                      - uncovered: [contract_period]
                    expect: {value: 90, leftOut: 1}
                """)).isEmpty();
    }

    @Test
    void recordsWithoutAnAccountCountInFiguresOfEveryone() {
        assertThat(run("""
                cost-per-ticket:
                  - name: costs of all customers, two tickets of one
                    asOf: 2026-06-30
                    accounts:
                      - records:
                          ticket: [{openedAt: 2026-06-01, resolvedAt: 2026-06-02}, {openedAt: 2026-06-01, resolvedAt: 2026-06-03}]
                    withoutAccount:
                      cost: [{category: SUPPORT, incurredOn: 2026-06-10, amount: 300 USD}]
                    expect: {value: 150 USD}
                """)).isEmpty();
    }

    @Test
    void amountsOfSeveralCurrenciesAreConvertedWithTheRatesOfTheExample() {
        assertThat(run("""
                arr:
                  - name: euros and dollars
                    asOf: 2026-06-30
                    rates:
                      - {currency: EUR, into: USD, day: 2026-06-01, rate: 1.25}
                      - {currency: EUR, into: USD, day: 2026-07-01, rate: 9}
                    records: {contract_period: [{startDate: 2025-01-01, mrr: 100 EUR}, {startDate: 2025-01-01, mrr: 50 USD}]}
                    expect: {value: 2100.00 USD}
                  - name: before the first rate
                    asOf: 2026-05-31
                    rates: [{currency: EUR, into: USD, day: 2026-06-01, rate: 1.25}]
                    records: {contract_period: [{startDate: 2025-01-01, mrr: 100 EUR}, {startDate: 2025-01-01, mrr: 50 USD}]}
                    expect: {state: UNKNOWN}
                """)).isEmpty();
    }

    @Test
    void aRateNeedsAllOfItsFields() {
        run("""
                arr:
                  - name: of which day
                    asOf: 2026-06-30
                    rates: [{currency: EUR, into: USD, rate: 1.25}]
                    expect: {value: 0}
                """);
        assertThat(problems.sorted()).extracting(FileProblem::line).containsExactly(4);
    }

    @Test
    void namesThatDoNotExistAreReportedWithTheirLine() {
        run("""
                nps:
                  - name: misspelt
                    asOf: 2026-06-30
                    records:
                      survey: [{instrument: NSP, skore: 9}]
                      surveys: []
                    expect: {value: 1}
                """);
        assertThat(problems.sorted())
                .extracting(FileProblem::line, FileProblem::suggestion)
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple(5, "NPS"),
                        org.assertj.core.api.Assertions.tuple(5, "score"),
                        org.assertj.core.api.Assertions.tuple(6, "survey"));
    }

    @Test
    void aMetricThatDoesNotExistIsReported() {
        run("""
                npss:
                  - {name: none, asOf: 2026-06-30, expect: {value: 1}}
                """);
        assertThat(problems.sorted()).extracting(FileProblem::suggestion).containsExactly("nps");
    }

    @Test
    void everyMetricNeedsAnExampleWithAValueAndOneWithout() {
        MetricExamples examples =
                MetricExamples.run(Map.of("scenarios/metrics/x.yaml", """
                        arr:
                          - {name: none, asOf: 2026-06-30, expect: {value: 0}}
                        """), LANGUAGE, List.of("arr", "nps"), problems);
        assertThat(examples.withoutExample())
                .containsExactly(
                        "The metric 'arr' has no example without a value.",
                        "The metric 'nps' has no example with a value.",
                        "The metric 'nps' has no example without a value.");
    }

    private List<String> run(String text) {
        return MetricExamples.run(Map.of("scenarios/metrics/x.yaml", text), LANGUAGE, List.of(), problems)
                .results()
                .stream()
                .flatMap(result -> result.differences().stream())
                .toList();
    }

    private static CheckedLanguage language() {
        TreeMap<String, String> files = new TreeMap<>(DraftFiles.all());
        files.merge("shared.yaml", "reportingCurrency: USD\n", (own, line) -> line + own);
        files.put("metrics/themes.yaml", """
                id: themes
                unit: NUMBER
                measures:
                  items: {count: feedback, in: 90d}
                value: items
                by: {items: theme}
                """);
        return MetricLanguage.check(files);
    }
}

package io.tidewatch.ingestion.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.HistoryBuilder;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of groups that several threads add up, from chunks of accounts of any size. */
class PortfolioSumsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);
    private static final int ACCOUNTS = 60;
    private static final int DAYS = 7;

    private static final String REVENUE = TestMetric.of("revenue", "CURRENCY", """
            measures:
              now: {sum: mrr, of: contract_period, during: paid}
            value: now
            """);

    private static final String KEPT = TestMetric.of("kept", "PERCENT", """
            period: 12mo
            membership: START
            measures:
              before: {sum: mrr, of: contract_period, during: paid, at: start}
              now: {sum: mrr, of: contract_period, during: paid}
              paying: {count: contract_period, during: paid, at: start}
              held: min(before, now)
              was: paying > 0
            population: was
            value: held / before
            """);

    private final Catalogue parsed = Catalogue.parse(Map.of(
            "metrics/revenue.yaml", REVENUE, "metrics/kept.yaml", KEPT, "shared.yaml", "reportingCurrency: USD"));
    private final EvaluatedCatalogue catalogue = EvaluatedCatalogue.of(parsed);
    private final List<MetricDefinition> definitions = catalogue.metrics();
    private final CompiledMetrics metrics = CompiledMetrics.of(parsed.language(), Set.of("revenue", "kept"));
    private final List<AccountHistory> accounts = histories();

    @ParameterizedTest
    @CsvSource({"1, 7", "2, 60", "2, 1", "3, 11", "7, 7", "20, 13"})
    void figuresAreTheSameToTheLastBitWithAnyNumberOfThreadsAndChunks(int threads, int chunk) {
        for (List<String> groupBy : List.of(List.<String>of(), List.of("COHORT"), List.of("SEGMENT"))) {
            List<GroupFigure> expected = figures(groupBy, 1, ACCOUNTS);

            assertThat(figures(groupBy, threads, chunk)).isEqualTo(expected);
        }
    }

    /** Otherwise an equal sum would say nothing about the order in which it was added. */
    @Test
    void theSumsDependOnTheOrderOfTheAccounts() {
        List<GroupFigure> inOrder = figures(List.of(), 1, ACCOUNTS);
        PortfolioSums reversed = sums(List.of(), 1);
        reversed.add(accounts.reversed(), Ancestors.none()).await().atMost(Duration.ofSeconds(30));

        assertThat(reversed.figures()).isNotEqualTo(inOrder);
    }

    @Test
    void moreThreadsThanDaysLeaveNoDayOut() {
        assertThat(figures(List.of(), 20, ACCOUNTS).stream()
                        .filter(figure -> figure.definition().id().equals("revenue"))
                        .map(GroupFigure::asOf))
                .containsExactlyElementsOf(days());
    }

    private List<GroupFigure> figures(List<String> groupBy, int threads, int chunk) {
        PortfolioSums sums = sums(groupBy, threads);
        for (int first = 0; first < ACCOUNTS; first += chunk) {
            sums.add(accounts.subList(first, Math.min(ACCOUNTS, first + chunk)), Ancestors.none())
                    .await()
                    .atMost(Duration.ofSeconds(30));
        }
        return sums.figures();
    }

    private PortfolioSums sums(List<String> groupBy, int threads) {
        MetricQuestion question = new MetricQuestion(
                List.of("revenue", "kept"),
                AskedDays.of(null, null, days(), null),
                false,
                null,
                null,
                groupBy,
                false,
                Set.of(),
                Map.of(),
                null,
                null);
        PortfolioSums sums = new PortfolioSums(
                question, catalogue, definitions, metrics, new GroupKeys(question, catalogue.vocabulary()), threads);
        sums.convertBy(new ExchangeRates(
                "USD", List.of(new ExchangeRates.Rate("EUR", "USD", LocalDate.of(2020, 1, 1), 1.0837))));
        return sums;
    }

    private static List<LocalDate> days() {
        return IntStream.range(0, DAYS)
                .mapToObj(day -> DAY.minusMonths(DAYS - 1L - day))
                .toList();
    }

    private List<AccountHistory> histories() {
        Dictionary dictionary = new Dictionary();
        List<AccountHistory> histories = new ArrayList<>();
        for (int number = 0; number < ACCOUNTS; number++) {
            HistoryBuilder history = new HistoryBuilder(metrics.held(), dictionary, "a" + (100 + number));
            LocalDate start = LocalDate.of(2025, 1, 1).plusDays(7L * number);
            history.attributes(start, Map.of("segment", number % 2 == 0 ? "Small" : "Large"));
            history.add(period("dollars", start, null, 1_000 + 37L * number, "USD"));
            // Two currencies are converted, which makes fractions.
            history.add(period("euros", start, start.plusMonths(13 + number % 5), 777 + 13L * number, "EUR"));
            history.covered("contract_period", CoveredDays.ALWAYS);
            histories.add(history.build(DAY));
        }
        return histories;
    }

    private static AccountRecord period(String id, LocalDate start, LocalDate end, long minor, String currency) {
        Map<String, Object> fields = end == null
                ? Map.of("startDate", start, "mrr", new Amount(minor, currency), "trial", false)
                : Map.of("startDate", start, "endDate", end, "mrr", new Amount(minor, currency), "trial", false);
        return new AccountRecord("contract_period", id, fields);
    }
}

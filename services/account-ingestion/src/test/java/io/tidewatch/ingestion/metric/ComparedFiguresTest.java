package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures beside those of an earlier day. */
@QuarkusTest
@IngestionTest
class ComparedFiguresTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private static final String REVENUE = TestMetric.of("revenue", "CURRENCY", """
            measures:
              now: {sum: mrr, of: contract_period, during: paid}
            value: now
            """);

    private static final String COST =
            REVENUE.replace("id: revenue", "id: cost").replace("HIGHER_IS_BETTER", "LOWER_IS_BETTER");

    private static final String AMOUNT =
            REVENUE.replace("id: revenue", "id: amount").replace("HIGHER_IS_BETTER", "CONTEXT");

    private static final String RATED = TestMetric.of("rated", "SCORE", """
            measures:
              rating: {mean: rating, of: sentiment}
            value: rating
            """);

    @BeforeEach
    void aCatalogueOfItsOwn() {
        Ingestion.forgetEverything();
        Ingestion.compute(Catalogue.parse(Map.of(
                "metrics/revenue.yaml", REVENUE,
                "metrics/cost.yaml", COST,
                "metrics/amount.yaml", AMOUNT,
                "metrics/rated.yaml", RATED)));
        Ingestion.moveClockTo(DAY);
        cover("billing", "CONTRACT_PERIOD", DAY);
        // 9,800 until 30 June, then 9,604, which is 2 % less; 9,605 from 2 July and 10,605 from 15 July on.
        account("stays", "North", "2026-01-01", null, 9_604);
        account("leaves", "South", "2026-01-01", "2026-07-01", 196);
        account("little", "South", "2026-07-02", null, 1);
        account("comes", "West", "2026-07-15", null, 1_000);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aFigureHasTheEarlierOneAndItsTrendByTheDirectionOfTheMetric() {
        assertThat(trends("\"asOf\": \"2026-07-15\", \"compareWith\": \"2026-07-14\""))
                .containsExactly(
                        "revenue 10605 after 9605 IMPROVING",
                        "cost 10605 after 9605 DECLINING",
                        "amount 10605 after 9605 NOT_JUDGED: Neither more nor less of this metric is good by itself.");
    }

    @ParameterizedTest
    @CsvSource({"2026-07-01, STABLE", "2026-06-30, STABLE", "2026-07-02, STABLE", "2026-07-15, IMPROVING"})
    void aChangeByTwoPercentIsStable(String asOf, String trend) {
        JsonNode items = ask("\"asOf\": \"" + asOf + "\", \"compareWith\": \"2026-06-29\"");

        assertThat(items.get(0).get("trend").asText()).isEqualTo(trend);
    }

    @Test
    void eachGroupAndAccountIsComparedWithItself() {
        assertThat(trends("\"asOf\": \"2026-07-15\", \"compareWith\": \"2026-06-30\", \"groupBy\": [\"SEGMENT\"]"))
                .filteredOn(line -> line.contains("revenue"))
                .containsExactly(
                        "North revenue 9604 after 9604 STABLE",
                        "South revenue 1 after 196 DECLINING",
                        "West revenue 1000 after 0 IMPROVING");
        assertThat(trends("\"asOf\": \"2026-07-15\", \"compareWith\": \"2026-06-30\", \"groupBy\": [\"ACCOUNT\"]"))
                .filteredOn(line -> line.contains("cost"))
                .containsExactly(
                        "comes cost 1000 after 0 DECLINING",
                        "leaves cost 0 after 196 IMPROVING",
                        "little cost 1 after 0 DECLINING",
                        "stays cost 9604 after 9604 STABLE");
    }

    @Test
    void whereAFigureIsMissingTheTrendIsUnknownAndSaysWhy() {
        JsonNode item = query("{\"metrics\": [\"rated\"], \"asOf\": \"2026-07-15\", \"compareWith\": \"2026-07-14\"}")
                .get("items")
                .get(0);

        assertThat(item.get("trend").asText()).isEqualTo("UNKNOWN");
        assertThat(item.get("trendReason").asText()).isEqualTo("The figure is not known.");
        assertThat(item.has("previous")).isFalse();
    }

    @Test
    void anAmountInAnotherCurrencyIsNotCompared() {
        create(
                "/v1/contract-periods/other",
                "{\"accountId\": \"leaves\", \"startDate\": \"2026-08-01\", \"mrrMinor\": 500, \"currency\": \"USD\","
                        + " \"trial\": false}");

        JsonNode items = query("{\"metrics\": [\"revenue\"], \"asOf\": \"2026-08-01\", \"compareWith\": \"2026-06-30\","
                        + " \"groupBy\": [\"ACCOUNT\"], \"accountIds\": [\"leaves\"]}")
                .get("items");

        assertThat(items).singleElement().satisfies(item -> assertThat(
                        item.get("trendReason").asText())
                .isEqualTo("The figure of the earlier day is not known. It was in EUR then."));
    }

    @Test
    void withoutAnEarlierDayThereIsNoTrend() {
        assertThat(ask("\"asOf\": \"2026-07-15\"").get(0).has("trend")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "asOf": "2026-07-15", "compareWith": "2026-07-15"                           | 422 | days-reversed
            "asOf": "2026-07-15", "compareWith": "2026-07-14", "from": "2026-07-01"     | 400 | invalid-request
            "asOfDays": ["2026-07-15", "2026-07-16"], "compareWith": "2026-07-14"       | 400 | invalid-request
            "asOfByAccount": {"stays": ["2026-07-15"]}, "compareWith": "2026-07-14"     | 400 | invalid-request
            """)
    void daysThatDoNotCompareAreRejected(String days, int status, String slug) {
        Ingestion.unchecked("analyst")
                .contentType("application/json")
                .body("{\"metrics\": [\"revenue\"], " + days + "}")
                .post("/v1/metrics/query")
                .then()
                .statusCode(status)
                .body("type", equalTo("/problems/" + slug));
    }

    private static JsonNode ask(String parts) {
        return query("{\"metrics\": [\"revenue\", \"cost\", \"amount\"], " + parts + "}")
                .get("items");
    }

    /** Group, metric, figure, the earlier one and the trend. */
    private static List<String> trends(String parts) {
        List<String> lines = new ArrayList<>();
        ask(parts)
                .forEach(item -> lines.add((String.join(
                                        " ",
                                        item.get("group")
                                                .valueStream()
                                                .map(JsonNode::asText)
                                                .toList())
                                + " " + item.get("metric").asText() + " "
                                + item.get("value").asText() + " after "
                                + item.get("previous").asText() + " "
                                + item.get("trend").asText()
                                + (item.has("trendReason")
                                        ? ": " + item.get("trendReason").asText()
                                        : ""))
                        .strip()));
        return lines;
    }

    private static void account(String id, String segment, String start, String end, long mrr) {
        create("/v1/accounts/" + id, "{\"name\": \"" + id + "\", \"segment\": \"" + segment + "\"}");
        create(
                "/v1/contract-periods/" + id,
                "{\"accountId\": \"" + id + "\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ") + "\"mrrMinor\": " + mrr
                        + ", \"currency\": \"EUR\", \"trial\": false}");
    }
}

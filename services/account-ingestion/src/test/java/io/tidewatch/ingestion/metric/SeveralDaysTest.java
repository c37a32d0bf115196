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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of several days from one query. */
@QuarkusTest
@IngestionTest
class SeveralDaysTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private static final String MONTHLY = TestMetric.of("monthly", "CURRENCY", """
            measures:
              now: {sum: mrr, of: contract_period, during: paid}
            value: now
            """);

    private static final String KEPT = TestMetric.of("kept", "PERCENT", """
            period: 30d
            membership: START
            measures:
              before: {count: contract_period, during: paid, at: start}
              now: {count: contract_period, during: paid}
              was: before > 0
              held: now > 0 and before > 0
            population: was
            value: held / was
            """);

    @BeforeEach
    void aCatalogueOfItsOwn() {
        Ingestion.forgetEverything();
        Ingestion.compute(Catalogue.parse(Map.of("metrics/monthly.yaml", MONTHLY, "metrics/kept.yaml", KEPT)));
        Ingestion.moveClockTo(DAY);
        cover("billing", "CONTRACT_PERIOD", DAY);
        account("stays", "2026-01-01", null, 100);
        account("leaves", "2026-01-01", "2026-07-01", 200);
        account("comes", "2026-07-15", null, 400);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void eachDayHasTheFigureThatItHasWhenAskedAlone() {
        List<String> days = List.of("2026-07-31", "2026-06-30", "2026-07-01", "2026-07-14", "2026-07-15", "2025-12-31");
        JsonNode together = ask("\"asOfDays\": [" + quoted(days) + "], \"groupBy\": [\"COHORT\"]");

        List<JsonNode> alone = new ArrayList<>();
        days.stream().sorted().forEach(day -> ask("\"asOf\": \"" + day + "\", \"groupBy\": [\"COHORT\"]")
                .forEach(alone::add));
        assertThat(together).hasSameSizeAs(alone).containsExactlyInAnyOrderElementsOf(alone);
        assertThat(values(ask("\"asOfDays\": [" + quoted(days) + "]"), "monthly"))
                .containsExactly(
                        "2025-12-31 0",
                        "2026-06-30 300",
                        "2026-07-01 100",
                        "2026-07-14 100",
                        "2026-07-15 500",
                        "2026-07-31 500");
        assertThat(values(
                        ask("\"asOfDays\": [" + quoted(List.of("2026-06-30", "2026-07-30", "2026-07-31")) + "]"),
                        "kept"))
                .containsExactly("2026-06-30 100", "2026-07-30 50", "2026-07-31 100");
    }

    @Test
    void theSameDayTwiceHasOneFigure() {
        assertThat(values(ask("\"asOfDays\": [\"2026-06-30\", \"2026-06-30\"]"), "monthly"))
                .containsExactly("2026-06-30 300");
    }

    @Test
    void eachAccountHasFiguresOfItsOwnDays() {
        JsonNode items = ask("\"asOfByAccount\": {\"leaves\": [\"2026-07-01\", \"2026-06-30\"], \"comes\":"
                + " [\"2026-07-14\", \"2026-07-15\"], \"nobody\": [\"2026-07-01\"], \"stays\": []}");

        List<String> monthly = new ArrayList<>();
        items.forEach(item -> {
            if (item.get("metric").asText().equals("monthly")) {
                monthly.add(item.get("group").get("ACCOUNT").asText() + " "
                        + item.get("asOf").asText() + " " + Figures.text(item));
            }
        });
        assertThat(monthly)
                .containsExactly(
                        "comes 2026-07-14 0", "comes 2026-07-15 400", "leaves 2026-06-30 200", "leaves 2026-07-01 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "from": "2026-01-01"                                            | 400 | invalid-request
            "asOf": "2026-06-30", "asOfDays": ["2026-06-30"]                | 400 | invalid-request
            "asOfDays": []                                                  | 400 | invalid-request
            "asOfDays": ["2026-06-31"]                                      | 400 | invalid-request
            "asOfDays": ["2026-06-30"], "from": "2026-01-01"                | 400 | invalid-request
            "asOf": "2026-06-30", "from": "2026-07-01"                      | 422 | days-reversed
            "asOfByAccount": {}                                             | 400 | invalid-request
            "asOfByAccount": {"a": []}                                      | 422 | query-too-large
            "asOfByAccount": {"a": [null]}                                  | 400 | invalid-request
            "asOfByAccount": {"a": ["2026-06-30"]}, "groupBy": ["SEGMENT"]  | 400 | invalid-request
            "asOfByAccount": {"a": ["2026-06-30"]}, "limit": 1              | 400 | invalid-request
            "asOfByAccount": {"a": ["2026-06-30"]}, "accountIds": ["a"]     | 400 | invalid-request
            """)
    void daysThatDoNotGoTogetherAreRejected(String parts, int status, String slug) {
        rejected(parts, status, slug);
    }

    @Test
    void fourHundredDaysAreAnsweredAndOneMoreIsRejected() {
        assertThat(values(ask("\"asOfDays\": [" + quoted(days(400)) + "]"), "monthly"))
                .hasSize(400);
        rejected("\"asOfDays\": [" + quoted(days(401)) + "]", 400, "invalid-request");
    }

    @Test
    void fiveThousandDaysOfAccountsAreAllowedAndOneMoreIsTooMuch() {
        String most = IntStream.range(0, 20)
                .mapToObj(account -> "\"a" + account + "\": [" + quoted(days(250)) + "]")
                .collect(Collectors.joining(", "));
        assertThat(query("{\"metrics\": [\"monthly\"], \"asOfByAccount\": {" + most + "}}")
                        .get("items"))
                .isEmpty();
        rejected("\"asOfByAccount\": {" + most + ", \"stays\": [\"2026-01-01\"]}", 422, "query-too-large");
    }

    private static void rejected(String parts, int status, String slug) {
        Ingestion.unchecked("analyst")
                .contentType("application/json")
                .body("{\"metrics\": [\"monthly\"], " + parts + "}")
                .post("/v1/metrics/query")
                .then()
                .statusCode(status)
                .body("type", equalTo("/problems/" + slug));
    }

    private static List<String> days(int number) {
        return IntStream.range(0, number)
                .mapToObj(day -> DAY.minusDays(day).toString())
                .toList();
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(", "));
    }

    private static JsonNode ask(String parts) {
        return query("{\"metrics\": [\"monthly\", \"kept\"], " + parts + "}").get("items");
    }

    /** Day and value of a metric. */
    private static List<String> values(JsonNode items, String metric) {
        List<String> values = new ArrayList<>();
        items.forEach(item -> {
            if (item.get("metric").asText().equals(metric)) {
                values.add(item.get("asOf").asText() + " " + Figures.text(item));
            }
        });
        return values;
    }

    private static void account(String id, String start, String end, long mrr) {
        create("/v1/accounts/" + id, "{\"name\": \"" + id + "\"}");
        create(
                "/v1/contract-periods/" + id,
                "{\"accountId\": \"" + id + "\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ") + "\"mrrMinor\": " + mrr
                        + ", \"currency\": \"EUR\", \"trial\": false}");
    }
}

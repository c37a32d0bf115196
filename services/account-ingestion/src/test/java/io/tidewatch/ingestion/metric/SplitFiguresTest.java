package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.query;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a figure shows beside its value: labels, details, bands, and the parts of a score. */
@QuarkusTest
@IngestionTest
class SplitFiguresTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private static final String REASONS = TestMetric.of("reasons", "PERCENT", """
            period: 365d
            measures:
              exits: {count: churn_event, in: period}
              all: {count: churn_event, in: period}
            population: everyone
            value: exits / all
            by: {exits: reason}
            """);

    private static final String HEALTH = TestMetric.of("health", "SCORE", """
            measures:
              contracts: {count: contract_period, during: paid}
              rating: {last: rating, of: sentiment, in: 45d}
              health:
                score:
                  - {of: contracts, scale: [0, 4], weight: 1}
                  - {of: rating, scale: [1, 5], weight: {default: 2, ENTERPRISE: 4}}
                minimumCoverage: 20
            value: health
            overAccounts: mean
            bands: {RED: below 40, YELLOW: below 70, GREEN: above}
            """);

    private static final String RENEWED = TestMetric.of("contracts", "NUMBER", """
            measures:
              contracts: {count: contract_period, during: paid}
              several: contracts > 1
            value: contracts
            details: [several]
            """);

    @BeforeEach
    void aCatalogueOfItsOwn() {
        Ingestion.forgetEverything();
        Ingestion.compute(Catalogue.parse(Map.of(
                "metrics/reasons.yaml", REASONS, "metrics/health.yaml", HEALTH, "metrics/contracts.yaml", RENEWED)));
        Ingestion.moveClockTo(DAY);
        cover("crm", "CHURN_EVENT", LocalDate.of(2024, 1, 1), DAY);
        cover("crm", "SENTIMENT", LocalDate.of(2025, 1, 1), DAY);
        cover("billing", "CONTRACT_PERIOD", DAY);
        account("acme", "ENTERPRISE");
        account("beta", "SEAT_BASED");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void eachLabelHasItsFigureAmongAllAccountsOfTheGroup() {
        left("acme", "x1", "\"reason\": \"Price\"");
        left("acme", "x2", "\"reason\": \"Price\"");
        left("beta", "x3", "\"reason\": \"Merger\"");
        left("beta", "x4", "\"reactivation\": false");

        JsonNode all = figure("reasons", "");
        assertThat(all.get("value").asText()).isEqualTo("100");
        assertThat(all.get("labels")).isEqualTo(json("""
                        [{"label": "Merger", "state": "KNOWN", "value": "25", "numerator": "1", "denominator": "4"},
                         {"label": "Price", "state": "KNOWN", "value": "50", "numerator": "2", "denominator": "4"},
                         {"label": "unknown", "state": "KNOWN", "value": "25", "numerator": "1", "denominator": "4"}]
                        """));
        assertThat(figure("reasons", ", \"groupBy\": [\"ACCOUNT\"], \"accountIds\": [\"beta\"]")
                        .get("labels"))
                .isEqualTo(json(
                        "[{\"label\": \"Merger\", \"state\": \"KNOWN\", \"value\": \"50\"}, {\"label\": \"unknown\", \"state\": \"KNOWN\","
                                + " \"value\": \"50\"}]"));
        assertThat(figure("contracts", "").has("labels")).isFalse();
    }

    @Test
    void aHundredLabelsAreShownAndEachCountsAmongTheFiguresOfAnAnswer() {
        StringBuilder file = new StringBuilder("churn_event_id,account_id,churned_on,reason,feedback,reactivation\n");
        for (int number = 100; number < 202; number++) {
            file.append("e" + number + ",acme,2026-01-01,Reason " + number + ",,false\n");
        }
        Ingestion.sql(
                "insert into account_source (source, external_id, account_id) values ('tidewatch', 'acme', 'acme')");
        Ingestion.load("tidewatch-churn-events", DAY.toString(), file.toString());
        cover("tidewatch", "CHURN_EVENT", LocalDate.of(2024, 1, 1), DAY);

        JsonNode all = figure("reasons", "");
        assertThat(all.get("labels")).hasSize(100);
        assertThat(all.get("labels").get(99).get("label").asText()).isEqualTo("Reason 199");
        assertThat(all.get("labelsLeftOut").asInt()).isEqualTo(2);
        onDays(79).then().statusCode(200);
        onDays(80).then().statusCode(422).body("type", equalTo("/problems/query-too-large"));
    }

    private static Response onDays(int days) {
        String all = IntStream.range(0, days)
                .mapToObj(day -> "\"" + DAY.minusDays(day) + "\"")
                .collect(Collectors.joining(", "));
        return Ingestion.unchecked("analyst")
                .contentType("application/json")
                .body("{\"metrics\": [\"reasons\"], \"asOfDays\": [" + all + "]}")
                .post("/v1/metrics/query");
    }

    @Test
    void aScoreShowsItsBandAndWhatItIsMadeOf() {
        period("acme", "a");
        period("beta", "b");
        create(
                "/v1/accounts/acme/records/sentiment/s1",
                "{\"fields\": {\"ratedOn\": \"2026-11-01\", \"rating\": 4, \"ratedBy\": \"Nadia\"}}");

        // 25 points with weight 1, 75 with weight 4.
        JsonNode trace = tree(as("csm").get("/v1/accounts/acme/metrics/health/trace"));
        assertThat(trace.get("value").asText()).isEqualTo("65");
        assertThat(trace.get("band").asText()).isEqualTo("YELLOW");
        assertThat(trace.get("score")).isEqualTo(json("""
                        {"coverage": "100", "inputs": [
                         {"input": "contracts", "state": "KNOWN", "value": "1", "points": "25", "weight": "1"},
                         {"input": "rating", "state": "KNOWN", "value": "4", "points": "75", "weight": "4"}]}
                        """));
        assertThat(figure("health", ", \"groupBy\": [\"ACCOUNT\"], \"accountIds\": [\"beta\"]")
                        .get("band")
                        .asText())
                .isEqualTo("RED");
        assertThat(tree(as("csm").get("/v1/accounts/beta/metrics/health/trace")).at("/score/inputs/1"))
                .isEqualTo(json("{\"input\": \"rating\", \"state\": \"ABSENT\", \"weight\": \"2\"}"));
        JsonNode both = figure("health", "");
        assertThat(both.get("value").asText()).isEqualTo("45");
        assertThat(both.get("band").asText()).isEqualTo("YELLOW");
        assertThat(tree(as("csm").get("/v1/accounts/acme/metrics/contracts/trace"))
                        .has("score"))
                .isFalse();
    }

    @Test
    void aDetailThatIsAConditionSaysOfAGroupForHowManyItHolds() {
        period("acme", "a");
        period("acme", "a2");
        period("beta", "b");

        assertThat(figure("contracts", "").get("details")).isEqualTo(json("{\"several\": \"1\"}"));
        assertThat(figure("contracts", ", \"groupBy\": [\"ACCOUNT\"], \"accountIds\": [\"acme\"]")
                        .get("details"))
                .isEqualTo(json("{\"several\": \"true\"}"));
    }

    private static JsonNode figure(String metric, String parts) {
        JsonNode items = query("{\"metrics\": [\"" + metric + "\"], \"asOf\": \"" + DAY + "\"" + parts + "}")
                .get("items");
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private static void account(String id, String model) {
        create("/v1/accounts/" + id, "{\"name\": \"" + id + "\", \"businessModel\": \"" + model + "\"}");
    }

    private static void period(String account, String id) {
        create(
                "/v1/contract-periods/" + id,
                "{\"accountId\": \"" + account
                        + "\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
    }

    private static void left(String account, String id, String fields) {
        create(
                "/v1/accounts/" + account + "/records/churn_event/" + id,
                "{\"fields\": {\"churnedOn\": \"2026-11-01\", " + fields + "}}");
    }
}

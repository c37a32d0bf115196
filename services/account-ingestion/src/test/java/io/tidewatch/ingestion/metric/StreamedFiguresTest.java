package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures as lines, without a bound. */
@QuarkusTest
@IngestionTest
class StreamedFiguresTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final String BY_ACCOUNT =
            "\"metrics\": [\"arr\"], \"groupBy\": [\"ACCOUNT\"], \"asOf\": \"" + DAY + "\"";

    @BeforeEach
    void aCatalogue() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(DAY);
        cover("billing", "CONTRACT_PERIOD", DAY);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void moreFiguresThanAnAnswerMayHaveComeOneByOne() {
        accounts(8_001);

        List<JsonNode> lines = lines(BY_ACCOUNT);

        assertThat(lines).hasSize(8_002);
        assertThat(lines.getLast())
                .isEqualTo(json("{\"end\": true, \"figures\": 8001, \"catalogueHash\": \""
                        + Ingestion.catalogue().catalogueHash() + "\"}"));
        List<String> accounts = new ArrayList<>();
        lines.subList(0, 8_001).forEach(line -> {
            accounts.add(line.get("group").get("ACCOUNT").asText());
            assertThat(line.get("value").asText()).isEqualTo("1200");
        });
        assertThat(accounts).isSorted().doesNotHaveDuplicates().contains("a00001", "a08001");
    }

    @Test
    void aStreamWithALimitSaysWhereTheNextOneBegins() {
        accounts(5);

        JsonNode end = lines(BY_ACCOUNT + ", \"limit\": 2").getLast();
        assertThat(end.get("next").asText()).isEqualTo("a00002");
        assertThat(end.get("figures").asInt()).isEqualTo(2);
        List<JsonNode> rest = lines(BY_ACCOUNT + ", \"after\": \"a00002\"");
        assertThat(rest).hasSize(4);
        assertThat(rest.getLast().has("next")).isFalse();
    }

    @Test
    void figuresOfGroupsAreTheSameAsInOneAnswer() {
        accounts(3);
        String question =
                "\"metrics\": [\"arr\", \"logo-churn\"], \"groupBy\": [\"COHORT\"], \"asOfDays\": [\"2026-06-30\", \"2026-11-20\"]";

        List<JsonNode> items = new ArrayList<>();
        Ingestion.query("{" + question + "}").get("items").forEach(items::add);
        List<JsonNode> lines = lines(question);
        assertThat(lines.subList(0, lines.size() - 1)).isEqualTo(items).isNotEmpty();
    }

    @Test
    void whatGoesWrongOnTheWayIsTheLastLine() {
        accounts(501);
        // More than an amount can be, which only the second chunk shows.
        sql("update contract_period set mrr_minor = 9000000000000000000 where account_id = 'a00501'");

        List<JsonNode> lines = lines(BY_ACCOUNT.replace("arr", "seat-utilization"));

        assertThat(lines).hasSize(501);
        assertThat(lines.getLast().get("error").get("type").asText()).isEqualTo("/problems/internal");
        assertThat(lines.getLast().has("end")).isFalse();
    }

    @Test
    void whatIsWrongWithAQueryIsAProblemAndNoLine() {
        Ingestion.unchecked("analyst")
                .contentType("application/json")
                .accept("application/x-ndjson")
                .body("{" + BY_ACCOUNT.replace("arr", "ar") + "}")
                .post("/v1/metrics/query")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/metric-unknown"));
    }

    private static void accounts(int number) {
        sql(
                "insert into account (id, source, external_id, name, content_hash, known_at)"
                        + " select 'a' || lpad(n::text, 5, '0'), 'api', 'a' || n, 'A', '', timestamptz '2026-01-01Z' from"
                        + " generate_series(1, " + number + ") n",
                "insert into contract_period (id, account_id, source, external_id, start_date, mrr_minor, currency, trial,"
                        + " content_hash, known_at)"
                        + " select id, id, 'api', id, date '2025-01-01', 100, 'EUR', false, '', known_at from account");
    }

    private static List<JsonNode> lines(String question) {
        Response response = Ingestion.as("analyst")
                .contentType("application/json")
                .accept("application/x-ndjson")
                .body("{" + question + "}")
                .post("/v1/metrics/query");
        response.then().statusCode(200).contentType("application/x-ndjson");
        return response.asString().lines().map(Ingestion::json).toList();
    }
}

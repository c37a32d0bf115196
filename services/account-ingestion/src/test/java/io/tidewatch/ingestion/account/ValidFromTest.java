package io.tidewatch.ingestion.account;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From which day on a corrected attribute holds, and at which time it was known. */
@QuarkusTest
@IngestionTest
class ValidFromTest {

    private static final String METRIC = TestMetric.of("gold", "NUMBER", """
            measures:
              gold: account.tier == "Gold"
            value: gold else 0
            """);

    @BeforeEach
    void anAccountIsKnownFromTheTenthOfJune() {
        Ingestion.forgetEverything();
        moveClockTo("2026-06-10T12:00:00Z");
        Ingestion.compute(Catalogue.parse(Map.of("metrics/gold.yaml", METRIC)));
        create("/v1/accounts/acme", account("Small", "Silver", ""));
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aCorrectionHoldsFromItsDayOnAndFiguresAsKnownBeforeStay() {
        moveClockTo("2026-06-20T12:00:00Z");
        change(1, account("Large", "Gold", "2026-06-01")).statusCode(200);

        assertThat(figure("2026-05-31", null)).isEqualTo("Small 0");
        assertThat(figure("2026-06-01", null)).isEqualTo("Large 1");
        assertThat(figure("2026-06-15", null)).isEqualTo("Large 1");
        assertThat(figure("2026-06-15", "2026-06-20T11:59:59Z")).isEqualTo("Small 0");
        assertThat(figure("2026-06-15", "2026-06-20T13:00:00Z")).isEqualTo("Large 1");
        assertThat(Ingestion.metric("acme", "gold").get("value").asText()).isEqualTo("1");
    }

    @Test
    void aChangeWithoutADayHoldsFromTheDayOnWhichItBecameKnown() {
        moveClockTo("2026-06-20T12:00:00Z");
        change(1, account("Large", "Gold", "2026-06-01")).statusCode(200).body("holdsFrom", equalTo("2026-06-01"));
        moveClockTo("2026-06-25T12:00:00Z");
        change(2, account("Huge", "Gold", "")).statusCode(200).body("holdsFrom", equalTo("2026-06-25"));

        assertThat(figure("2026-06-24", null)).isEqualTo("Large 1");
        assertThat(figure("2026-06-25", null)).isEqualTo("Huge 1");
    }

    @Test
    void aCorrectionReplacesLaterChangesUnlessTheyAreSentAgain() {
        moveClockTo("2026-06-20T12:00:00Z");
        change(1, account("Large", "Silver", "")).statusCode(200);
        moveClockTo("2026-06-25T12:00:00Z");
        change(2, account("Medium", "Silver", "2026-06-15")).statusCode(200);
        assertThat(figure("2026-06-14", null)).isEqualTo("Small 0");
        assertThat(figure("2026-06-20", null)).isEqualTo("Medium 0");

        change(3, account("Large", "Silver", "2026-06-20")).statusCode(200);
        assertThat(figure("2026-06-19", null)).isEqualTo("Medium 0");
        assertThat(figure("2026-06-20", null)).isEqualTo("Large 0");
    }

    @Test
    void sendingTheSameAgainChangesNothing() {
        moveClockTo("2026-06-20T12:00:00Z");
        change(1, account("Large", "Gold", "2026-06-01")).header("ETag", equalTo("\"2\""));
        change(2, account("Large", "Gold", "2026-06-01")).header("ETag", equalTo("\"2\""));
        change(2, account("Large", "Gold", "")).header("ETag", equalTo("\"2\""));
        change(2, account("Large", "Gold", "2026-06-05")).header("ETag", equalTo("\"3\""));
    }

    @Test
    void aDayThatIsStillToComeIsRejected() {
        change(1, account("Large", "Gold", "2026-06-11"))
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("errors[0].pointer", equalTo("/validFrom"));
        change(1, account("Large", "Gold", "2026-06-10")).statusCode(200);
    }

    @Test
    void aRowWithADayThatIsStillToComeIsRejectedAndTheOthersAreStored() {
        mapping("dated", ", \"validFrom\": {\"column\": \"since\"}");
        JsonNode job = Ingestion.load(
                "dated",
                null,
                "id,name,segment,since\nyesterday,Y,Small,2026-06-09\ntoday,T,Small,2026-06-10\n"
                        + "tomorrow,M,Small,2026-06-11\nnever,N,Small,\n");

        JsonNode rejected = Ingestion.rows(job.get("id").asText()).getFirst();
        assertThat(job.get("counts").get("rejected").asInt()).isEqualTo(1);
        assertThat(rejected.get("externalId").asText()).isEqualTo("tomorrow");
        assertThat(rejected.get("column").asText()).isEqualTo("since");
        assertThat(rejected.get("reason").asText())
                .isEqualTo("since must not be after today; send the change on the day from which on it holds.");
        assertThat(Ingestion.texts("select id from account order by id"))
                .containsExactly("acme", "never", "today", "yesterday");

        moveClockTo("2026-06-11T12:00:00Z");
        Ingestion.load("dated", null, "id,name,segment,since\ntomorrow,M,Small,2026-06-11\n");
        assertThat(Ingestion.texts("select id from account where id = 'tomorrow'"))
                .hasSize(1);
    }

    @Test
    void aCorrectionFromAFileWithADayThatIsStillToComeIsRejected() {
        mapping("dated", ", \"validFrom\": {\"column\": \"since\"}");
        Ingestion.load("dated", null, "id,name,segment,since\nbeta,Beta,Small,\n");
        JsonNode job = Ingestion.correct("dated", "id,name,segment,since\nbeta,Beta,Large,2026-06-11\n");

        assertThat(job.get("counts").get("rejected").asInt()).isEqualTo(1);
        assertThat(figure("beta", "2026-06-12", null)).isEqualTo("Small 0");
    }

    @Test
    void aCorrectingFileWithoutADayDoesNotReachTheDayOfAnEarlierCorrection() {
        mapping("dated", ", \"validFrom\": {\"column\": \"since\"}");
        mapping("plain", "");
        Ingestion.load("dated", null, "id,name,segment,since\nbeta,Beta,Small,\n");
        moveClockTo("2026-06-20T12:00:00Z");
        Ingestion.correct("dated", "id,name,segment,since\nbeta,Beta,Large,2026-06-01\n");
        moveClockTo("2026-06-25T12:00:00Z");
        Ingestion.correct("plain", "id,name,segment\nbeta,Beta,Huge\n");

        assertThat(figure("beta", "2026-05-31", null)).isEqualTo("Small 0");
        assertThat(figure("beta", "2026-06-01", null)).isEqualTo("Large 0");
        assertThat(figure("beta", "2026-06-24", null)).isEqualTo("Large 0");
        assertThat(figure("beta", "2026-06-25", null)).isEqualTo("Huge 0");
    }

    private static void mapping(String name, String more) {
        as("integration")
                .contentType("application/json")
                .body(
                        "{\"source\": \"crm\", \"kind\": \"ACCOUNT\", \"fields\": {\"id\": {\"column\": \"id\"}, \"name\":"
                                + " {\"column\": \"name\"}, \"segment\": {\"column\": \"segment\"}" + more + "}}")
                .put("/v1/mappings/" + name)
                .then()
                .statusCode(200);
    }

    /** The segment and the value on a day. */
    private static String figure(String asOf, String knownAt) {
        return figure("acme", asOf, knownAt);
    }

    private static String figure(String account, String asOf, String knownAt) {
        JsonNode item = Ingestion.query("{\"metrics\": [\"gold\"], \"groupBy\": [\"SEGMENT\"], \"accountIds\": [\""
                        + account + "\"], \"asOf\": \"" + asOf + "\""
                        + (knownAt == null ? "" : ", \"knownAt\": \"" + knownAt + "\"") + "}")
                .get("items")
                .get(0);
        return item.get("group").get("SEGMENT").asText() + " "
                + item.get("value").asText();
    }

    private static String account(String segment, String tier, String validFrom) {
        return "{\"name\": \"Acme\", \"segment\": \"" + segment + "\", \"fields\": {\"tier\": \"" + tier + "\"}"
                + (validFrom.isEmpty() ? "" : ", \"validFrom\": \"" + validFrom + "\"") + "}";
    }

    private static ValidatableResponse change(long version, String body) {
        return as("admin")
                .contentType("application/json")
                .header("If-Match", "\"" + version + "\"")
                .body(body)
                .put("/v1/accounts/acme")
                .then();
    }
}

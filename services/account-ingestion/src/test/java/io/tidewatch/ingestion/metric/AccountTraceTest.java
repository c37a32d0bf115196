package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a value to the records that made it. */
@QuarkusTest
@IngestionTest
class AccountTraceTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    @BeforeEach
    void aCustomer() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(DAY);
        cover("billing", "CONTRACT_PERIOD", DAY);
        cover("desk", "TICKET", DAY);
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        period("old", "2025-01-01", "2026-06-01", 100);
        period("new", "2026-06-01", null, 250);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aValueNamesTheRecordsThatMadeItOnTheDay() {
        assertThat(records("arr", "mrrAtEnd", "?asOf=2026-05-31"))
                .isEqualTo(
                        json("[{\"kind\": \"contract_period\", \"leftOut\": 0, \"items\": [{\"id\": \"old\", \"time\":"
                                + " \"2025-01-01\", \"fields\": {\"startDate\": \"2025-01-01\", \"endDate\": \"2026-06-01\", \"mrr\":"
                                + " \"EUR 1.00\", \"trial\": \"false\"}}]}]"));
        assertThat(records("arr", "mrrAtEnd", "?asOf=2026-06-01").findValuesAsText("id"))
                .containsExactly("new");
        JsonNode today = trace("arr", "");
        assertThat(today.get("asOf").asText()).isEqualTo(DAY.toString());
        assertThat(today.get("value").asText()).isEqualTo("3000");
        assertThat(today.get("currency").asText()).isEqualTo("EUR");
    }

    @Test
    void whatWasNotKnownYetDidNotCount() {
        String before = DAY.minusDays(1) + "T00:00:00Z";
        as("csm")
                .get("/v1/accounts/acme/metrics/arr/trace?knownAt=" + before)
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/account-not-found"));
        assertThat(records("arr", "mrrAtEnd", "?knownAt=" + DAY.plusDays(1) + "T00:00:00Z")
                        .findValuesAsText("id"))
                .containsExactly("new");
    }

    @Test
    void aMeasureShowsAHundredRecordsAndSaysHowManyThereAreBesides() {
        StringBuilder file = new StringBuilder("ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n");
        for (int number = 100; number < 202; number++) {
            file.append("t" + number + ",acme,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,,\n");
        }
        Ingestion.sql(
                "insert into account_source (source, external_id, account_id) values ('tidewatch', 'acme', 'acme')");
        load("tidewatch-tickets", DAY.toString(), file.toString());
        cover("tidewatch", "TICKET", LocalDate.of(2026, 1, 1), DAY);

        JsonNode tickets =
                records("average-resolution-time", "hours", "?asOf=" + DAY).get(0);
        assertThat(tickets.get("items")).hasSize(100);
        assertThat(tickets.get("leftOut").asInt()).isEqualTo(2);
        assertThat(tickets.get("items").get(0).get("fields"))
                .isEqualTo(json("{\"openedAt\": \"2026-11-01T00:00:00Z\", \"resolvedAt\": \"2026-11-02T00:00:00Z\"}"));
    }

    @Test
    void usageHasNoIdsAndShowsAllThatIsKnownOfIt() {
        Ingestion.sql(
                "insert into account_source (source, external_id, account_id) values ('tidewatch', 'acme', 'acme')");
        load(
                "tidewatch-usage",
                DAY.toString(),
                "usage_id,account_id,user_id,day,feature,count,duration_seconds\n"
                        + "x1,acme,ann,2026-11-18,dashboards,7,60\nx2,acme,,2026-11-19,dashboards,2,\n");
        cover("tidewatch", "USAGE", LocalDate.of(2026, 1, 1), DAY);

        assertThat(records("feature-adoption-depth", "all", "").get(0).get("items"))
                .isEqualTo(json(
                        "[{\"time\": \"2026-11-18\", \"fields\": {\"day\": \"2026-11-18\", \"user\": \"tidewatch:ann\","
                                + " \"feature\": \"dashboards\", \"count\": \"7\", \"durationSeconds\": \"60\"}},"
                                + " {\"time\": \"2026-11-19\", \"fields\": {\"day\": \"2026-11-19\", \"feature\": \"dashboards\","
                                + " \"count\": \"2\"}}]"));
    }

    @Test
    void measuresThatAreDaysAndMomentsAreShownAsSuch() {
        create(
                "/v1/touchpoints/call",
                "{\"accountId\": \"acme\", \"kind\": \"CALL\", \"status\": \"HELD\", \"direction\": \"OUTBOUND\","
                        + " \"contactIds\": [\"sponsor\"], \"occurredAt\": \"2026-11-03T09:30:00Z\"}");
        create(
                "/v1/contacts/sponsor",
                "{\"accountId\": \"acme\", \"name\": \"Sponsor\", \"role\": \"EXECUTIVE_SPONSOR\"}");
        cover("crm", "CONTACT", DAY);
        cover("crm", "TOUCHPOINT", LocalDate.of(2025, 1, 1), DAY);

        JsonNode trace = trace("days-since-executive-contact", "");
        assertThat(trace.get("value").asText()).isEqualTo("17");
        assertThat(measure(trace, "activeSince").get("value").asText()).isEqualTo("2025-01-01");
        assertThat(measure(trace, "lastTwoWay").get("value").asText()).isEqualTo("2026-11-03T09:30:00Z");
    }

    @Test
    void anUnknownValueSaysWhichMeasureIsUnknownAndWhy() {
        JsonNode trace = trace("seat-utilization", "");
        assertThat(trace.get("state").asText()).isEqualTo("UNKNOWN");
        assertThat(trace.get("reason").asText()).isEqualTo("No source delivers users.");
        assertThat(measure(trace, "assigned").get("reason").asText()).isEqualTo("No source delivers users.");
        assertThat(measure(trace, "assigned").get("records")).isEmpty();
        assertThat(measure(trace, "seats").get("state").asText()).isNotEqualTo("UNKNOWN");
    }

    @Test
    void whatIsNotThereIsAProblem() {
        as("csm")
                .get("/v1/accounts/nobody/metrics/arr/trace")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/account-not-found"));
        as("csm")
                .get("/v1/accounts/acme/metrics/ar/trace")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/metric-unknown"))
                .body("errors[0].suggestion", equalTo("arr"));
    }

    private static JsonNode trace(String metric, String parameters) {
        return tree(as("csm").get("/v1/accounts/acme/metrics/" + metric + "/trace" + parameters));
    }

    private static JsonNode records(String metric, String measure, String parameters) {
        return measure(trace(metric, parameters), measure).get("records");
    }

    private static JsonNode measure(JsonNode trace, String name) {
        for (JsonNode measure : trace.get("measures")) {
            if (measure.get("name").asText().equals(name)) {
                return measure;
            }
        }
        throw new AssertionError("No measure " + name + " in " + trace);
    }

    private static void period(String id, String start, String end, long mrr) {
        create(
                "/v1/contract-periods/" + id,
                "{\"accountId\": \"acme\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ") + "\"mrrMinor\": " + mrr
                        + ", \"currency\": \"EUR\", \"purchasedSeats\": 5, \"trial\": false}");
    }
}

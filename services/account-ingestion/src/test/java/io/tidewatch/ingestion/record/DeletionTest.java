package io.tidewatch.ingestion.record;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.texts;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that should never have been there are deleted by request. */
@QuarkusTest
@IngestionTest
class DeletionTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-06-10");

    private static final Map<String, String> RECORDS = Map.of(
            "/v1/contacts/c1", "{\"accountId\": \"acme\", \"name\": \"Zoe\", \"role\": \"EXECUTIVE_SPONSOR\"}",
            "/v1/users/u1", "{\"accountId\": \"acme\", \"seatAssignedFrom\": \"2026-06-01\"}",
            "/v1/contract-periods/p1", period("Pro"),
            "/v1/tickets/k1", "{\"accountId\": \"acme\", \"openedAt\": \"2026-06-01T10:00:00Z\"}",
            "/v1/touchpoints/t1",
                    "{\"accountId\": \"acme\", \"kind\": \"MEETING\", \"status\": \"HELD\", \"contactIds\": [\"c1\"],"
                            + " \"occurredAt\": \"2026-06-01T10:00:00Z\"}");

    private static final String METRIC = TestMetric.of("records", "NUMBER", """
            measures:
              contacts: {count: contact}
              seats: {count: user, during: seated}
              paid: {count: contract_period, during: paid}
              tickets: {count: ticket, in: 30d}
              talks: {count: touchpoint, dated: twoWayAt, in: 30d}
            population: everyone
            value: contacts + seats + paid + tickets + talks
            """);

    @BeforeEach
    void oneAccountWithARecordOfEachKind() {
        Ingestion.forgetEverything();
        Ingestion.moveClockTo("2026-06-10T12:00:00Z");
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        // So that the account is a customer with and without p1.
        create("/v1/contract-periods/p0", period("Core"));
        RECORDS.forEach(Ingestion::create);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/contacts/c1",
                "/v1/users/u1",
                "/v1/contract-periods/p1",
                "/v1/tickets/k1",
                "/v1/touchpoints/t1"
            })
    void aDeletedRecordCountsNoMoreAndIsKnownAsItWasBefore(String path) {
        List.of("CONTACT", "USER", "CONTRACT_PERIOD", "TICKET", "TOUCHPOINT")
                .forEach(kind -> Ingestion.cover("crm", kind, LocalDate.parse("2026-01-01"), TODAY));
        Ingestion.compute(Catalogue.parse(Map.of("metrics/records.yaml", METRIC)));
        assertThat(counted()).isEqualTo("6");
        Ingestion.moveClockTo("2026-06-10T13:00:00Z");

        delete(path, "\"1\"").then().statusCode(204);
        as("csm").get(path).then().statusCode(404).body("type", equalTo("/problems/record-not-found"));
        assertThat(counted()).isEqualTo("5");
        Ingestion.moveClockTo("2026-06-10T14:00:00Z");
        assertThat(counted("2026-06-10T12:59:59Z")).isEqualTo("6");
        assertThat(counted("2026-06-10T13:30:00Z")).isEqualTo("5");

        as("admin")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body(RECORDS.get(path))
                .put(path)
                .then()
                .statusCode(201)
                .header("ETag", "\"3\"");
        assertThat(counted()).isEqualTo("6");
    }

    @Test
    void onlyTheVersionThatWasReadIsDeletedAndOnlyOnce() {
        RECORDS.forEach((path, body) -> {
            as("admin").delete(path).then().statusCode(428);
            delete(path, "\"2\"").then().statusCode(412).body("type", equalTo("/problems/precondition-failed"));
            as("csm").get(path).then().statusCode(200);
            delete(path, "\"1\"").then().statusCode(204);
            delete(path, "\"1\"").then().statusCode(412);
            delete(path, "*").then().statusCode(412);
            as("admin")
                    .contentType("application/json")
                    .header("If-Match", "\"2\"")
                    .body(body)
                    .put(path)
                    .then()
                    .statusCode(412);
        });
        as("admin").header("If-Match", "*").delete("/v1/contacts/nobody").then().statusCode(412);
    }

    @Test
    void theAccountAndTheMeetingsOfADeletedSponsorArePublishedWithoutThem() {
        long before = number("select max(seq) from feed_change");
        delete("/v1/contacts/c1", "\"1\"").then().statusCode(204);

        assertThat(published(before))
                .containsExactly(
                        "account acme sponsors [] sponsor - deleted -",
                        "touchpoint t1 sponsors - sponsor false deleted -");
    }

    @Test
    void aDeletedTouchpointIsPublishedOnceMoreAndMarkedInTheSnapshot() {
        long before = number("select max(seq) from feed_change");
        delete("/v1/touchpoints/t1", "\"1\"").then().statusCode(204);
        assertThat(published(before)).containsExactly("touchpoint t1 sponsors - sponsor true deleted true");

        JsonNode items = tree(as("service")
                        .queryParam("partition", number("select partition_of('acme')"))
                        .get("/v1/snapshot"))
                .get("items");
        assertThat(items.findValuesAsText("key")).contains("acme", "t1");
        items.forEach(item -> assertThat(item.path("deleted").asBoolean())
                .isEqualTo(item.get("type").asText().equals("touchpoint")));

        long deleted = number("select max(seq) from feed_change");
        delete("/v1/contacts/c1", "\"1\"").then().statusCode(204);
        assertThat(published(deleted)).containsExactly("account acme sponsors [] sponsor - deleted -");
    }

    @Test
    void aDeletedPeriodOverlapsNone() {
        create("/v1/contract-periods/p2", period("Pro"));
        assertThat(overlaps()).containsExactly("p2");
        delete("/v1/contract-periods/p1", "\"1\"").then().statusCode(204);
        assertThat(overlaps()).isEmpty();
    }

    @Test
    void aFileBringsADeletedRecordBackOnlyIfItCorrectsIt() {
        String head = "contact_id,account_id,name,email,role\n";
        Ingestion.load("tidewatch-contacts", null, head + "c7,acme,Bo,,CHAMPION\n");
        String path = "/v1/contacts/tidewatch:c7";
        delete(path, "\"1\"").then().statusCode(204);

        assertThat(Ingestion.load("tidewatch-contacts", null, head + "c7,acme,Bo,,CHAMPION\n")
                        .at("/counts/present")
                        .asInt())
                .isEqualTo(1);
        assertThat(Ingestion.load("tidewatch-contacts", null, head + "c7,acme,Bo,,USER\n")
                        .at("/counts/conflicts")
                        .asInt())
                .isEqualTo(1);
        as("csm").get(path).then().statusCode(404);
        Ingestion.correct("tidewatch-contacts", head + "c7,acme,Bo,,USER\n");
        as("csm").get(path).then().statusCode(200).body("role", equalTo("USER"));
    }

    private static List<String> overlaps() {
        return as("analyst")
                .get("/v1/data-quality/overlapping-contract-periods")
                .path("items.id");
    }

    private static List<String> published(long after) {
        return texts("select type || ' ' || key || ' sponsors ' || coalesce(data ->> 'sponsors', '-') || ' sponsor '"
                + " || coalesce(data ->> 'withSponsor', '-') || ' deleted ' || coalesce(data ->> 'deleted', '-')"
                + " from feed_change where seq > " + after + " and type in ('account', 'touchpoint') order by 1");
    }

    private static String counted() {
        JsonNode value = Ingestion.metric("acme", "records");
        return value.path("value").asText(value.path("reason").asText());
    }

    private static String counted(String knownAt) {
        return Ingestion.query("{\"metrics\": [\"records\"], \"asOf\": \"" + TODAY
                        + "\", \"groupBy\": [\"ACCOUNT\"], \"knownAt\": \"" + knownAt + "\"}")
                .at("/items/0/value")
                .asText();
    }

    private static String period(String plan) {
        return "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                + " \"trial\": false, \"plan\": \"" + plan + "\"}";
    }

    private static Response delete(String path, String etag) {
        return as("integration").header("If-Match", etag).delete(path);
    }
}

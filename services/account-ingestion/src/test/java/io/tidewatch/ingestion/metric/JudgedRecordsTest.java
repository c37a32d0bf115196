package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.computed;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.ingestion.values.MetricSlots;
import io.tidewatch.metric.catalogue.Catalogue;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that rules judge playbook runs by: what is published of them, and when. */
@QuarkusTest
@IngestionTest
class JudgedRecordsTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Catalogue CATALOGUE =
            Catalogue.parse(Map.of("metrics/tickets-ever.yaml", TestMetric.of("tickets-ever", "NUMBER", """
            measures:
              tickets: {count: ticket, in: ever}
            population: everyone
            value: tickets
            """)));

    @Inject
    Pool pool;

    @Inject
    CatalogueStore catalogues;

    @Inject
    MetricSlots slots;

    @Inject
    ValueCheck check;

    @BeforeEach
    void anAccount() {
        Ingestion.forgetEverything();
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create("/v1/accounts/other", "{\"name\": \"Other\"}");
    }

    @Test
    void aRecordOfAJudgedKindIsPublishedAndOneOfAnotherKindIsNot() {
        handOver("milestone", "ticket");
        computed();
        assertThat(records("acme")).isEmpty();
        long before = published("acme");

        milestone("m1", "{\"plan\": \"VALUE\", \"openedOn\": \"2026-06-01\"}");
        computed();

        assertThat(published("acme")).isEqualTo(before + 1);
        assertThat(records("acme")).containsExactly("milestone m1 {\"plan\":\"VALUE\",\"openedOn\":\"2026-06-01\"}");

        create("/v1/accounts/acme/records/survey/s1", "{\"fields\": {\"instrument\": \"NPS\"}}");
        computed();

        assertThat(published("acme")).isEqualTo(before + 1);
        assertThat(published("other")).isEqualTo(1);
    }

    @Test
    void aRecordThatIsChangedOrDeletedIsPublishedAsItIsNow() {
        handOver("milestone");
        milestone("m1", "{\"plan\": \"VALUE\", \"openedOn\": \"2026-06-01\"}");
        as("admin")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body("{\"fields\": {\"plan\": \"VALUE\", \"openedOn\": \"2026-06-01\", \"confirmed\": true}}")
                .put("/v1/accounts/acme/records/milestone/m1")
                .then()
                .statusCode(200);
        computed();
        assertThat(records("acme"))
                .containsExactly("milestone m1 {\"plan\":\"VALUE\",\"openedOn\":\"2026-06-01\",\"confirmed\":true}");
        long before = published("acme");

        as("admin")
                .header("If-Match", "\"2\"")
                .delete("/v1/accounts/acme/records/milestone/m1")
                .then()
                .statusCode(204);
        computed();

        assertThat(records("acme")).isEmpty();
        assertThat(published("acme")).isEqualTo(before + 1);
    }

    @Test
    void aRecordOfABuiltInKindIsPublishedWithTheFieldsOfItsKindUntilItIsDeleted() {
        handOver("ticket", "contract_period");
        create(
                "/v1/tickets/t1",
                "{\"accountId\": \"acme\", \"openedAt\": \"2026-06-02T10:00:00+02:00\", \"priority\": \"HIGH\"}");
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-06-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        computed();

        assertThat(records("acme"))
                .containsExactly(
                        "contract_period p1 {\"trial\":false,\"startDate\":\"2026-06-01\"}",
                        "ticket t1 {\"openedAt\":\"2026-06-02T08:00:00.000000Z\",\"priority\":\"HIGH\"}");

        for (String path : List.of("/v1/tickets/t1", "/v1/contract-periods/p1")) {
            as("admin").header("If-Match", "\"1\"").delete(path).then().statusCode(204);
        }
        computed();
        assertThat(records("acme")).isEmpty();
    }

    @Test
    void recordsThatAreThereArePublishedOnceAKindIsJudgedByWhileTheCatalogueStaysReady() {
        handOver("ticket");
        milestone("m1", "{\"plan\": \"VALUE\"}");
        computed();
        assertThat(records("acme")).isEmpty();

        put("milestone");

        assertThat(state()).isEqualTo("READY");
        computed();
        assertThat(records("acme")).containsExactly("milestone m1 {\"plan\":\"VALUE\"}");
        long before = published("acme");
        handOver("milestone");
        computed();
        assertThat(published("acme")).isEqualTo(before);
    }

    @Test
    void fiftyRecordsOfAKindArePublishedAndOfFiftyOneThoseThatBecameKnownLast() {
        handOver("milestone");
        for (int number = 10; number < 60; number++) {
            milestone("m" + number, "{\"plan\": \"VALUE\"}");
        }
        Ingestion.sql("update record set known_at = known_at - interval '1 day' where id = 'm34'");
        computed();
        assertThat(records("acme")).hasSize(50);

        milestone("m60", "{\"plan\": \"VALUE\"}");
        computed();

        assertThat(records("acme"))
                .hasSize(50)
                .contains("milestone m60 {\"plan\":\"VALUE\"}")
                .doesNotContain("milestone m34 {\"plan\":\"VALUE\"}");
    }

    @Test
    void theDailyComparisonFindsRecordsThatNoChangeMarked() {
        handOver("milestone");
        milestone("m1", "{\"plan\": \"VALUE\"}");
        computed();
        Ingestion.sql("update account_values set records = null");
        assertThat(records("acme")).isEmpty();

        catalogues
                .live(pool)
                .chain(live ->
                        CurrentValues.of(slots, live).chain(values -> check.compareAfter("", live.getFirst(), values)))
                .await()
                .atMost(LIMIT);
        computed();

        assertThat(records("acme")).containsExactly("milestone m1 {\"plan\":\"VALUE\"}");
    }

    private static void milestone(String id, String fields) {
        create("/v1/accounts/acme/records/milestone/" + id, "{\"fields\": " + fields + "}");
    }

    /** Hands the catalogue over, with these kinds, and waits until its values are ready. */
    private static void handOver(String... judgedKinds) {
        put(judgedKinds);
        await().atMost(LIMIT).until(() -> "READY".equals(state()));
    }

    private static void put(String... judgedKinds) {
        ObjectNode body = (ObjectNode) Ingestion.json(CATALOGUE.toJson());
        for (String kind : judgedKinds) {
            body.withArray("judgedKinds").add(kind);
        }
        as("service")
                .contentType("application/json")
                .body(body.toString())
                .put("/v1/catalogues/{hash}", CATALOGUE.catalogueHash())
                .then()
                .statusCode(200);
    }

    private static String state() {
        return as("service")
                .get("/v1/catalogues/{hash}", CATALOGUE.catalogueHash())
                .path("state");
    }

    /** How often values were published. */
    private static long published(String account) {
        return number("select version from account_values where account_id = '" + account + "'");
    }

    private static List<String> records(String account) {
        List<String> shown = new ArrayList<>();
        JsonNode values = tree(as("csm").get("/v1/accounts/{id}/metrics", account));
        values.path("records")
                .forEach(record -> shown.add(
                        record.get("kind").asText() + " " + record.get("id").asText() + " " + record.get("fields")));
        return shown;
    }
}

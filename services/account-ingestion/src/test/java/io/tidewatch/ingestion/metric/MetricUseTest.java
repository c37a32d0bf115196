package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which metrics people look at. */
@QuarkusTest
@IngestionTest
class MetricUseTest {

    @Inject
    MetricUses uses;

    @BeforeEach
    void aCatalogue() {
        // What other tests asked for.
        stored();
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo("2031-05-03T12:00:00Z");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void everyQueryCountsItsMetricsOnceForTheRoleThatAsked() {
        ask("csm", "\"gross-revenue-retention\", \"gross-revenue-retention\", \"logo-churn\"");
        ask("csm", "\"gross-revenue-retention\"");
        ask("analyst", "\"logo-churn\"");
        stored();
        ask("csm", "\"logo-churn\"");
        stored();

        assertThat(between("2031-05-03", "2031-05-03"))
                .containsExactly(
                        "gross-revenue-retention csm 2 2031-05-03",
                        "logo-churn analyst 1 2031-05-03",
                        "logo-churn csm 2 2031-05-03");
        assertThat(between("2031-05-02", "2031-05-02")).isEmpty();
        assertThat(between("2031-05-04", "2031-05-04")).isEmpty();
    }

    @Test
    void aRejectedQueryCountsNothing() {
        as("csm")
                .contentType("application/json")
                .body("{\"metrics\": [\"logo-churm\"], \"asOf\": \"2031-05-03\"}")
                .post("/v1/metrics/query")
                .then()
                .statusCode(422);
        stored();
        assertThat(between("2031-05-03", "2031-05-03")).noneMatch(use -> use.startsWith("logo-churm"));
    }

    @Test
    void daysInTheWrongOrderAreRejected() {
        String type = as("analyst")
                .get("/v1/metrics/use?from=2031-05-04&through=2031-05-03")
                .then()
                .statusCode(422)
                .extract()
                .path("type");
        assertThat(type).endsWith("days-reversed");
    }

    private void stored() {
        uses.store().await().atMost(Duration.ofSeconds(30));
    }

    private static void ask(String role, String metrics) {
        as(role).contentType("application/json")
                .body("{\"metrics\": [" + metrics + "], \"asOf\": \"2031-05-03\"}")
                .post("/v1/metrics/query")
                .then()
                .statusCode(200);
    }

    private static List<String> between(String from, String through) {
        List<String> uses = new ArrayList<>();
        for (JsonNode use : tree(as("analyst").get("/v1/metrics/use?from={from}&through={through}", from, through))
                .get("items")) {
            uses.add(use.get("metric").asText() + " " + use.get("role").asText() + " " + use.get("times") + " "
                    + use.get("lastDay").asText());
        }
        return uses;
    }
}

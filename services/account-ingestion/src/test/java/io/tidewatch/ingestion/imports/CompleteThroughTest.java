package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.correct;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.tree;
import static io.tidewatch.ingestion.Ingestion.unchecked;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a file makes its source complete: what is missing must not pass for silence. */
@QuarkusTest
@IngestionTest
class CompleteThroughTest {

    private static final String TICKETS = "ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n";
    private static final String GOOD = "k1,acme,2026-06-02T10:00:00Z,2026-06-02T12:00:00Z,,\n";

    @BeforeEach
    void anAccount() {
        Ingestion.forgetEverything();
        Ingestion.moveClockTo("2026-06-10T12:00:00Z");
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aFileOfWhichRowsWereRejectedDoesNotMakeItsSourceComplete() {
        JsonNode job = load("tidewatch-tickets", "2026-06-09", TICKETS + GOOD + "k2,acme,09/06/2026,,,\n");

        assertThat(job.get("state").asText()).isEqualTo("DONE");
        assertThat(job.get("completeThroughApplied").asBoolean(true)).isFalse();
        assertThat(Ingestion.notices(job))
                .containsExactly("COMPLETE_THROUGH_NOT_APPLIED 1 []", "ROWS_NOT_SETTLED 1 []");
        assertThat(completeThrough("TICKET")).isNull();
    }

    @Test
    void aFileThatConflictsDoesNotMakeItsSourceComplete() {
        load("tidewatch-tickets", "2026-06-08", TICKETS + GOOD);

        JsonNode job = load("tidewatch-tickets", "2026-06-09", TICKETS + GOOD.replace("12:00", "13:00"));

        assertThat(job.get("completeThroughApplied").asBoolean(true)).isFalse();
        assertThat(completeThrough("TICKET")).isEqualTo("2026-06-08");
    }

    @Test
    void aGoodFileAfterABrokenOneMakesTheSourceComplete() {
        load("tidewatch-tickets", "2026-06-10", TICKETS + GOOD + "k2,acme,09/06/2026,,,\n");

        JsonNode job = load("tidewatch-tickets", "2026-06-10", TICKETS + GOOD + "k2,acme,2026-06-09T00:00:00Z,,,\n");

        assertThat(job.get("completeThroughApplied").asBoolean()).isTrue();
        assertThat(Ingestion.notices(job)).isEmpty();
        assertThat(completeThrough("TICKET")).isEqualTo("2026-06-10");
    }

    @Test
    void usersAreNotKnownToBeNoneWhereTheirFileWasBroken() {
        Ingestion.handOverCatalogue();
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-06-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"purchasedSeats\": 5, \"trial\": false}");

        load(
                "tidewatch-users",
                "2026-06-10",
                "user_id,account_id,email,seat_assigned_from,seat_assigned_until\nu1,acme,,nonsense,\n");

        assertThat(Ingestion.metric("acme", "seat-utilization").get("state").asText())
                .isEqualTo("UNKNOWN");
    }

    @Test
    void aJobThatNamesNoDayReportsNone() {
        JsonNode job = correct("tidewatch-tickets", TICKETS + "k2,acme,09/06/2026,,,\n");

        assertThat(job.has("completeThroughApplied")).isFalse();
        assertThat(Ingestion.notices(job)).containsExactly("ROWS_NOT_SETTLED 1 []");
    }

    @Test
    void aDayThatHasNotComeYetIsRefused() {
        ValidatableResponse upload = unchecked("integration")
                .contentType("text/csv")
                .queryParam("mapping", "tidewatch-tickets")
                .queryParam("completeThrough", "2026-06-11")
                .body(TICKETS)
                .post("/v1/imports")
                .then();
        ValidatableResponse said = as("integration")
                .contentType("application/json")
                .body("{\"completeThrough\": \"2026-06-11\"}")
                .put("/v1/sources/tidewatch/coverage/TICKET")
                .then();

        assertThat(upload.statusCode(400).extract().<String>path("detail")).contains("1900-01-01", "2026-06-10");
        assertThat(upload.extract().<String>path("errors[0].pointer")).isEqualTo("completeThrough");
        assertThat(said.statusCode(400).extract().<String>path("detail")).contains("1900-01-01", "2026-06-10");
        assertThat(said.extract().<String>path("errors[0].pointer")).isEqualTo("/completeThrough");
        assertThat(tree(as("analyst").get("/v1/imports")).get("items")).isEmpty();
    }

    private static String completeThrough(String kind) {
        for (JsonNode source : tree(as("csm").get("/v1/sources")).get("items")) {
            if (source.get("kind").asText().equals(kind)) {
                return source.path("completeThrough").asText(null);
            }
        }
        return null;
    }
}

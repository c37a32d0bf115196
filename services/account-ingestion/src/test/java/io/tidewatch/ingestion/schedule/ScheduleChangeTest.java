package io.tidewatch.ingestion.schedule;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of how often an activity is due. */
@QuarkusTest
@IngestionTest
class ScheduleChangeTest {

    private static final UUID ID = UUID.fromString("0e3c1f0a-6f0a-3f0e-9a53-0c6f6a3a9d11");
    private static final String MINE = "schedule-" + ID;
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 15);
    private static final Catalogue CATALOGUE =
            Catalogue.parse(Map.of("metrics/missed-reviews.yaml", TestMetric.of("missed-reviews", "NUMBER", """
                    subjects:
                      slots:
                        each: due_slot
                        in: 365d
                        where: activity == "review"
                        with:
                          held: {count: touchpoint, where: status == HELD, in: span}
                    measures:
                      missed: {streak: held == 0, of: slots}
                    population: everyone
                    value: missed
                    overAccounts: mean
                    """)));

    @BeforeEach
    void quarterlyReviewsSinceNewYear() {
        Ingestion.forgetEverything();
        Ingestion.moveClockTo(TODAY + "T12:00:00Z");
        Ingestion.compute(CATALOGUE);
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        cadence("quarterly", "\"everyMonths\": 3, \"validFrom\": \"2026-01-01\"");
        Ingestion.cover("crm", "TOUCHPOINT", LocalDate.of(2025, 1, 1), TODAY);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void reviewsAreDueEveryMonthFromTheDayOnAndWhatWasMissedBeforeStaysMissed() {
        assertThat(Ingestion.metric("acme", "missed-reviews").get("value").asText())
                .isEqualTo("1");
        assertThat(begin(1)).containsExactlyInAnyOrder("quarterly", MINE);
        assertThat(cadences())
                .containsExactly(
                        "quarterly every 3 2026-01-01..2026-06-15 run 7", MINE + " every 1 2026-06-15.. run 7");

        LocalDate monthLater = LocalDate.of(2026, 7, 15);
        Ingestion.moveClockTo(monthLater);
        Ingestion.cover("crm", "TOUCHPOINT", LocalDate.of(2025, 1, 1), monthLater);
        assertThat(Ingestion.metric("acme", "missed-reviews").get("value").asText())
                .isEqualTo("2");
    }

    @Test
    void theFormerScheduleHoldsAgainFromTheDayOnWhichTheChangeEnds() {
        begin(1);
        assertThat(end("2026-07-20")).containsExactlyInAnyOrder(MINE, MINE + "-1");
        assertThat(cadences())
                .containsExactly(
                        "quarterly every 3 2026-01-01..2026-06-15 run 7",
                        MINE + " every 1 2026-06-15..2026-07-20 run 7",
                        MINE + "-1 every 3 2026-07-20.. run 7");
    }

    @Test
    void theSameRequestAgainChangesNothingAndAnEndedChangeDoesNotBeginAgain() {
        begin(1);
        assertThat(begin(1)).isEmpty();
        end("2026-07-20");
        List<String> after = cadences();
        assertThat(end("2026-07-20")).isEmpty();
        assertThat(begin(1)).isEmpty();
        assertThat(cadences()).isEqualTo(after);
    }

    @Test
    void whereTheActivityIsDueThatOftenAlreadyNothingChanges() {
        assertThat(begin(3)).isEmpty();
        assertThat(end("2026-07-20")).isEmpty();
        assertThat(cadences()).containsExactly("quarterly every 3 2026-01-01.. -");
    }

    @Test
    void anEndThatArrivesFirstKeepsTheChangeFromBeginning() {
        assertThat(end("2026-07-20")).isEmpty();
        assertThat(begin(1)).isEmpty();
        assertThat(cadences()).containsExactly("quarterly every 3 2026-01-01.. -");
    }

    @Test
    void aScheduleThatWasToEndAnywayStillEndsOnItsDay() {
        change("quarterly", 1, "\"everyMonths\": 3, \"validFrom\": \"2026-01-01\", \"validUntil\": \"2026-10-01\"");
        begin(1);
        end("2026-07-20");
        assertThat(cadences())
                .containsExactly(
                        "quarterly every 3 2026-01-01..2026-06-15 run 7",
                        MINE + " every 1 2026-06-15..2026-07-20 run 7",
                        MINE + "-1 every 3 2026-07-20..2026-10-01 run 7");
    }

    @Test
    void whatSomebodyChangedMeanwhileStaysAsItIs() {
        begin(1);
        change(MINE, 1, "\"everyMonths\": 2, \"validFrom\": \"2026-06-15\"");
        assertThat(end("2026-07-20")).isEmpty();
        assertThat(cadences())
                .containsExactly("quarterly every 3 2026-01-01..2026-06-15 run 7", MINE + " every 2 2026-06-15.. -");
    }

    @Test
    void otherActivitiesAndOtherAccountsAreLeftAlone() {
        create("/v1/accounts/zeta", "{\"name\": \"Zeta\"}");
        create(
                "/v1/accounts/zeta/records/cadence/quarterly",
                "{\"fields\": {\"activity\": \"review\", \"everyMonths\": 3, \"validFrom\": \"2026-01-01\"}}");
        create(
                "/v1/accounts/acme/records/cadence/talks",
                "{\"fields\": {\"activity\": \"talk\", \"everyMonths\": 3, \"validFrom\": \"2026-01-01\"}}");
        begin(1);
        assertThat(cadences()).contains("talks every 3 2026-01-01.. -");
        assertThat(Ingestion.number("select version from record where account_id = 'zeta'"))
                .isEqualTo(1);
    }

    @Test
    void anAccountWithoutAScheduleGetsOneAndLosesItAgain() {
        create("/v1/accounts/zeta", "{\"name\": \"Zeta\"}");
        put("zeta", "\"everyMonths\": 1").then().statusCode(200);
        put("zeta", "\"everyMonths\": 1, \"validUntil\": \"2026-07-20\"").then().statusCode(200);
        assertThat(Ingestion.texts("select fields ->> 'validUntil' from record where account_id = 'zeta'"))
                .containsExactly("2026-07-20");
    }

    @Test
    void aChangeThatFollowsAnotherOnTheDayOfItsEndLeavesTheFirstScheduleToHoldAgain() {
        begin(2);
        end("2026-06-20");
        UUID other = UUID.fromString("5b0f5f4e-3f6e-3b44-9b7c-2a7f0b1d8e22");
        String monthly = "\"everyMonths\": 1, \"validFrom\": \"2026-06-20\", \"changedBy\": \"run 8\"";
        put("acme", other, monthly).then().statusCode(200);
        put("acme", other, monthly + ", \"validUntil\": \"2026-07-20\"").then().statusCode(200);

        assertThat(cadences())
                .filteredOn(cadence -> !cadence.contains("2026-06-20..2026-06-20"))
                .containsExactlyInAnyOrder(
                        "quarterly every 3 2026-01-01..2026-06-15 run 7",
                        MINE + " every 2 2026-06-15..2026-06-20 run 7",
                        "schedule-" + other + " every 1 2026-06-20..2026-07-20 run 8",
                        "schedule-" + other + "-1 every 3 2026-07-20.. run 8");
        assertThat(Ingestion.metric("acme", "missed-reviews").get("value").asText())
                .as("a schedule of no day asks for nothing")
                .isEqualTo("1");
    }

    @Test
    void anAccountThatDoesNotExistIsNotFound() {
        put("nobody", "\"everyMonths\": 1").then().statusCode(404).body("type", endsWith("/account-not-found"));
    }

    private static List<String> begin(int months) {
        return written(put("acme", "\"everyMonths\": " + months));
    }

    private static List<String> end(String day) {
        return written(put("acme", "\"everyMonths\": 1, \"validUntil\": \"" + day + "\""));
    }

    private static Response put(String account, String change) {
        return put(account, ID, "\"validFrom\": \"" + TODAY + "\", \"changedBy\": \"run 7\", " + change);
    }

    private static Response put(String account, UUID id, String change) {
        return as("service")
                .contentType("application/json")
                .body("{\"activity\": \"review\", " + change + "}")
                .put("/v1/accounts/{account}/schedule-changes/{id}", account, id);
    }

    private static List<String> written(Response answer) {
        List<String> ids = new ArrayList<>();
        Ingestion.tree(answer)
                .get("records")
                .forEach(link -> ids.add(link.get("id").asText()));
        return ids;
    }

    private static void cadence(String id, String fields) {
        create("/v1/accounts/acme/records/cadence/" + id, "{\"fields\": {\"activity\": \"review\", " + fields + "}}");
    }

    private static void change(String id, int version, String fields) {
        as("admin")
                .contentType("application/json")
                .header("If-Match", "\"" + version + "\"")
                .body("{\"fields\": {\"activity\": \"review\", " + fields + "}}")
                .put("/v1/accounts/acme/records/cadence/" + id)
                .then()
                .statusCode(200);
    }

    /** The schedules of the account, in order of their ids, as everybody reads them. */
    private static List<String> cadences() {
        List<String> cadences = new ArrayList<>();
        for (JsonNode record : Ingestion.tree(as("csm").get("/v1/accounts/acme/records/cadence"))
                .get("items")) {
            JsonNode fields = record.get("fields");
            cadences.add(record.get("id").asText() + " every " + fields.get("everyMonths") + " "
                    + fields.get("validFrom").asText() + ".."
                    + fields.path("validUntil").asText("") + " "
                    + fields.path("changedBy").asText("-"));
        }
        return cadences;
    }
}

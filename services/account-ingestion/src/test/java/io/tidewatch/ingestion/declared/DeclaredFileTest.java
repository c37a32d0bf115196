package io.tidewatch.ingestion.declared;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.computed;
import static io.tidewatch.ingestion.Ingestion.correct;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.metric;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of kinds that a catalogue declares come by file as well as by request. */
@QuarkusTest
@IngestionTest
class DeclaredFileTest {

    private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-01");
    private static final String VISITS =
            "id,account,day,topic,topics,guests,hours,fee,currency,remote,start,venue,notes,host,attendees\n";
    private static final String FULL =
            "v1,acme,2026-05-30,Price,support; price,-3,2.50,12.5,eur,yes,2026-05-30 10:00+02:00,Hall 2,\"one\ntwo\",c1,c2;c1\n";
    private static final String PLAIN = "v2,acme,2026-05-31,,,,,,,,,,,,\n";
    private static final String DEALS = "deal,customer,opened,closed,amount,probability\n";

    @BeforeEach
    void mappings() {
        Ingestion.forgetEverything();
        moveClockTo("2026-06-10T12:00:00Z");
        Visits.compute();
        Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        Ingestion.create("/v1/accounts/beta", "{\"name\": \"Beta\"}");
        map("visits", """
                {"source": "crm", "kind": "visit", "fields": {
                  "id": {"column": "id"}, "account": {"column": "account"}, "visitedOn": {"column": "day"},
                  "topic": {"column": "topic"}, "topics": {"column": "topics"}, "guests": {"column": "guests"},
                  "hours": {"column": "hours"}, "fee": {"column": "fee"}, "fee.currency": {"column": "currency"},
                  "remote": {"column": "remote"}, "startedAt": {"column": "start"}, "venue": {"column": "venue"},
                  "notes": {"column": "notes"}, "host": {"column": "host"}, "attendees": {"column": "attendees"}}}""").then().statusCode(200).body("kind", equalTo("visit"));
        map("deals", """
                {"source": "crm", "kind": "deal", "fields": {
                  "id": {"column": "deal"}, "account": {"column": "customer"}, "openedOn": {"column": "opened"},
                  "closedOn": {"column": "closed"}, "probability": {"column": "probability"},
                  "amount": {"column": "amount", "amountUnit": "MINOR"}, "amount.currency": {"constant": "EUR"}}}""").then().statusCode(200);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aRowWithEveryTypeOfFieldIsStoredAsARequestWouldStoreIt() {
        JsonNode job = load("visits", "2026-06-09", VISITS + FULL + PLAIN);

        assertThat(job.get("kind").asText()).isEqualTo("visit");
        assertThat(counts(job)).isEqualTo("2 new, 0 corrected, 0 present, 0 conflicts, 0 rejected");
        JsonNode record = tree(as("csm").get("/v1/accounts/acme/records/visit/crm:v1"));
        assertThat(record.get("fields")).isEqualTo(json("""
                        {"visitedOn": "2026-05-30", "topic": "PRICE", "topics": ["PRICE", "SUPPORT"], "guests": -3, "hours": 2.5,
                         "fee": {"minor": 1250, "currency": "EUR"}, "remote": true, "startedAt": "2026-05-30T08:00:00Z",
                         "venue": "Hall 2", "notes": "one\\ntwo", "host": "crm:c1", "attendees": ["crm:c1", "crm:c2"]}"""));
        assertThat(record.get("version").asLong()).isEqualTo(1);

        Visits.create(
                        "/v1/accounts/acme/records/visit/by-request",
                        record.get("fields").toString())
                .then()
                .statusCode(201);
        assertThat(number("select count(distinct fields) from record where id in ('crm:v1', 'by-request')"))
                .isEqualTo(1);
        assertThat(number("select count(distinct at) from record where id in ('crm:v1', 'by-request')"))
                .isEqualTo(1);
    }

    @Test
    void theMetricsOfTheKindFollowAFileWithTheDayThroughWhichItIsComplete() {
        cover("crm", "visit", FIRST_DAY, LocalDate.parse("2026-06-09"));
        assertThat(metric("acme", "visits").get("state").asText()).isEqualTo("UNKNOWN");

        load("visits", "2026-06-10", VISITS + FULL + PLAIN);

        assertThat(metric("acme", "visits").get("value").asText()).isEqualTo("2");
        assertThat(
                        texts(
                                "select source || ' ' || kind || ' ' || first_day || ' ' || complete_through from source_coverage"))
                .containsExactly("crm visit 2026-05-30 2026-06-10");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            day       | 2026-02-30      | "2026-02-30" is not a valid date such as
            day       | ``              | is required but empty
            topic     | prize           | "prize" must be one of PRICE, ROADMAP
            topics    | price;suport    | "suport" must be one of PRICE, ROADMAP, SUPPORT
            guests    | 1.5             | "1.5" is not a valid whole number
            guests    | 1000000000000001| "1000000000000001" is too large
            hours     | many            | "many" is not a valid number
            fee       | free            | "free" is not a valid amount such as 1250.00
            fee       | 10000000000000.01 | "10000000000000.01" is too large
            currency  | EURO            | "EURO" is not a valid currency
            currency  | ``              | is required beside an amount but empty
            remote    | perhaps         | "perhaps" must be true or false
            start     | noon            | "noon" is not a valid time such as
            venue     | a\tb            | "a b" is not a valid name
            host      | 1.2E+11         | "1.2E+11" is not a valid id
            attendees | c1;1.2E+11      | "1.2E+11" is not a valid id
            account   | gamma           | The source "crm" has no account "gamma"
            """)
    void aCellThatDoesNotFitItsFieldIsRejectedWithColumnLineAndReason(String column, String text, String reason) {
        String header = VISITS.strip();
        List<String> columns = List.of(header.split(","));
        String[] cells = "v1,acme,2026-05-30,,,,,1,EUR,,,,,,".split(",", -1);
        cells[columns.indexOf(column)] = text;

        JsonNode job = load("visits", null, VISITS + PLAIN + String.join(",", cells) + "\n");

        assertThat(counts(job)).isEqualTo("1 new, 0 corrected, 0 present, 0 conflicts, 1 rejected");
        JsonNode row = Ingestion.rows(job.get("id").asText()).getFirst();
        assertThat(row.get("line").asInt()).isEqualTo(3);
        assertThat(row.get("column").asText()).isEqualTo(column);
        assertThat(row.get("externalId").asText()).isEqualTo("v1");
        assertThat(row.get("reason").asText()).contains(reason);
    }

    @Test
    void theSameFileAgainChangesNothingAndAnotherContentIsAConflictUntilItCorrects() {
        cover("crm", "visit", FIRST_DAY, LocalDate.parse("2026-06-10"));
        load("visits", "2026-06-10", VISITS + FULL + PLAIN);
        assertThat(counts(load("visits", null, VISITS + FULL + PLAIN)))
                .isEqualTo("0 new, 0 corrected, 2 present, 0 conflicts, 0 rejected");

        String changed = VISITS + FULL + PLAIN.replace("acme", "beta").replace("05-31", "06-01");
        assertThat(counts(load("visits", null, changed)))
                .isEqualTo("0 new, 0 corrected, 1 present, 1 conflicts, 0 rejected");
        assertThat(metric("beta", "visits").get("state").asText()).isEqualTo("UNKNOWN");

        moveClockTo("2026-06-10T15:00:00Z");
        assertThat(counts(correct("visits", changed)))
                .isEqualTo("0 new, 1 corrected, 1 present, 0 conflicts, 0 rejected");
        assertThat(metric("acme", "visits").get("value").asText()).isEqualTo("1");
        assertThat(metric("beta", "visits").get("value").asText()).isEqualTo("1");
        assertThat(texts("select account_id || ' ' || at::date || ' ' || version from record where id = 'crm:v2'"))
                .containsExactly("beta 2026-06-01 2");
        assertThat(texts("select account_id || ' ' || at::date || ' ' || version from record_history"))
                .containsExactly("acme 2026-05-31 1");
    }

    @Test
    void aFileNeverUndoesWhatARequestChangedOrDeleted() {
        load("visits", null, VISITS + FULL + PLAIN);
        Visits.write("/v1/accounts/acme/records/visit/crm:v1", "{\"visitedOn\": \"2026-05-01\"}", "\"1\"", true);
        Visits.delete("/v1/accounts/acme/records/visit/crm:v2", "\"1\"", true);

        assertThat(counts(load("visits", null, VISITS + FULL + PLAIN)))
                .isEqualTo("0 new, 0 corrected, 2 present, 0 conflicts, 0 rejected");
        assertThat(texts("select id || ' ' || at::date from record where not deleted"))
                .containsExactly("crm:v1 2026-05-01");
    }

    @Test
    void aRowOfAKindThatNeedsNoAccountMayBeWithoutOne() {
        JsonNode job =
                load("deals", null, DEALS + "d1,,2026-06-01,,1250,40\nd2,acme,2026-06-02,,,\nd3,,2026-06-03,soon,,\n");

        assertThat(counts(job)).isEqualTo("2 new, 0 corrected, 0 present, 0 conflicts, 1 rejected");
        assertThat(tree(as("csm").get("/v1/records/deal/crm:d1")).get("fields")).isEqualTo(json("""
                        {"openedOn": "2026-06-01", "amount": {"minor": 1250, "currency": "EUR"}, "probability": 40}"""));
        assertThat(texts("select account_id || ' ' || external_id from unsettled_row where settled_at is null"))
                .containsExactly("- d3");
        computed();

        Visits.create("/v1/records/deal/crm:d3", "{\"openedOn\": \"2026-06-03\"}")
                .then()
                .statusCode(201);
        assertThat(number("select count(*) from unsettled_row where settled_at is null"))
                .isZero();
    }

    @Test
    void aMappingOfAKindOrFieldThatIsNotThereIsRefusedWithTheClosest() {
        map("other", "{\"source\": \"x\", \"kind\": \"visti\", \"fields\": {\"id\": {\"column\": \"i\"}}}")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/kind"))
                .body("errors[0].detail", containsString("did you mean \"visit\"?"));
        map("other", """
                        {"source": "x", "kind": "visit", "fields": {"id": {"column": "i"}, "account": {"column": "a"},
                         "visitedOn": {"column": "d"}, "topik": {"column": "t"}, "fee": {"column": "f"}}}""")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/fields/topik"))
                .body("errors[0].suggestion", equalTo("topic"))
                .body("errors[1].detail", containsString("\"fee.currency\" is required"));
    }

    @Test
    void aMappingWhoseFieldTheNewestCatalogueNoLongerHasAcceptsNoFile() {
        Ingestion.compute(
                Visits.catalogue(Map.of("records/visit.yaml", Visits.VISIT.replace("  venue: {type: NAME}\n", ""))));

        as("integration")
                .contentType("text/csv")
                .queryParam("mapping", "visits")
                .body((VISITS + PLAIN).getBytes(StandardCharsets.UTF_8))
                .post("/v1/imports")
                .then()
                .statusCode(422)
                .body("type", containsString("mapping-not-usable"))
                .body("detail", containsString("visit has no field \"venue\""));
        assertThat(number("select count(*) from import_job")).isZero();
    }

    private static Response map(String name, String mapping) {
        return as("integration").contentType("application/json").body(mapping).put("/v1/mappings/{name}", name);
    }

    private static String counts(JsonNode job) {
        assertThat(job.get("state").asText()).as(job.toString()).isEqualTo("DONE");
        JsonNode counts = job.get("counts");
        return "%s new, %s corrected, %s present, %s conflicts, %s rejected"
                .formatted(
                        counts.get("accepted"),
                        counts.get("corrected"),
                        counts.get("present"),
                        counts.get("conflicts"),
                        counts.get("rejected"));
    }
}

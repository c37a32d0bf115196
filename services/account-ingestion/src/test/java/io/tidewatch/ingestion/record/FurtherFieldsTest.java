package io.tidewatch.ingestion.record;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields of built-in kinds that have no column, those that ship and those that an analyst adds. */
@QuarkusTest
@IngestionTest
class FurtherFieldsTest {

    private static final String ACCOUNT = """
            extends: account
            fields:
              program: {type: WORD, of: [GOLD, SILVER]}
              budget: {type: MONEY}
              score: {type: DECIMAL}
              audits: {type: INTEGER}
              reviewedAt: {type: INSTANT}
              goals: {type: WORDS, of: [COST, GROWTH, QUALITY]}
              partners: {type: REFS, to: account}
            """;

    private static final String METRIC = TestMetric.of("executives", "NUMBER", """
            measures:
              executives: {count: contact, where: level == EXECUTIVE}
            population: account.program == GOLD
            value: executives
            """);

    @BeforeEach
    void oneAccountAndACatalogueWithFieldsOfItsOwn() {
        Ingestion.forgetEverything();
        Ingestion.compute(Catalogue.parse(Map.of("records/account.yaml", ACCOUNT, "metrics/executives.yaml", METRIC)));
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            accounts         | "name": "A"                                                                  | {"tier": "A", "region": "EMEA", "channel": "Partner", "referredBy": "acme", "parent": "acme"}
            accounts         | "name": "B"                                                                  | {"program": "GOLD", "budget": {"minor": 1250, "currency": "EUR"}, "score": 1.50, "audits": 3, "reviewedAt": "2026-06-01T09:00:00Z", "goals": ["COST", "QUALITY"], "partners": ["acme"]}
            contacts         | "accountId": "acme", "name": "Zoe"                                           | {"level": "DIRECTOR", "function": "Finance"}
            users            | "accountId": "acme"                                                          | {"createdOn": "2026-01-02", "role": "Admin", "department": "IT"}
            contract-periods | "accountId": "acme", "startDate": "2026-01-01", "mrrMinor": 1, "currency": "EUR", "trial": false | {"signedOn": "2025-12-20", "product": "Core"}
            tickets          | "accountId": "acme", "openedAt": "2026-06-01T09:00:00Z"                      | {"reopenedAt": "2026-06-02T09:00:00Z", "contactsNeeded": 2}
            touchpoints      | "accountId": "acme", "kind": "CALL", "status": "HELD", "occurredAt": "2026-06-01T09:00:00Z" | {"topics": ["ROADMAP", "VALUE"], "decisionMaker": true, "referralIntent": false, "introductionAsked": true, "introductionOffered": true, "csmThumb": "UP", "customerThumb": "DOWN"}
            """)
    void furtherFieldsComeBackAsTheyWereSentAndWritingThemAgainChangesNothing(
            String path, String properties, String fields) {
        String at = "/v1/" + path + "/x1";
        String body = "{" + properties + ", \"fields\": " + fields + "}";
        create(at, body);
        assertThat(read(at).get("fields")).isEqualTo(json(fields));

        Response again = change(at, body, 1);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.header("ETag")).isEqualTo("\"1\"");

        Response without = change(at, "{" + properties + "}", 1);
        assertThat(without.header("ETag")).isEqualTo("\"2\"");
        assertThat(read(at).has("fields")).isFalse();
        String table = Map.of(
                        "accounts", "account",
                        "users", "account_user",
                        "contract-periods", "contract_period")
                .getOrDefault(path, path.substring(0, path.length() - 1));
        assertThat(number("select count(*) from " + table
                        + "_history where id = 'x1' and version = 1 and fields <> '{}'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"teir": "A"}            | /fields/teir     | account has no field "teir"; did you mean "tier"?         | tier
            {"program": "GOLDEN"}    | /fields/program  | program must be one of GOLD, SILVER.                      | GOLD
            {"audits": 1.5}          | /fields/audits   | audits must be a whole number between -10^15 and 10^15.   |
            {"segment": "A"}         | /fields/segment  | segment has a property of its own beside the fields.      |
            [1]                      | /fields          | fields must be an object with the fields of the kind.     |
            """)
    void aFieldThatDoesNotFitIsRejectedWithWhatWasProbablyMeant(
            String fields, String pointer, String detail, String suggestion) {
        Ingestion.unchecked("admin")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body("{\"name\": \"Beta\", \"fields\": " + fields + "}")
                .put("/v1/accounts/beta")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].detail", equalTo(detail))
                .body("errors[0].suggestion", equalTo(suggestion));
        as("csm").get("/v1/accounts/beta").then().statusCode(404);
    }

    @Test
    void whatFollowsFromOtherPropertiesIsNotAccepted() {
        String detail = put(
                        "/v1/touchpoints/t1",
                        "{\"accountId\": \"acme\", \"kind\": \"CALL\", \"status\": \"HELD\","
                                + " \"occurredAt\": \"2026-06-01T09:00:00Z\", \"fields\": {\"withSponsor\": true}}",
                        null)
                .then()
                .statusCode(400)
                .extract()
                .path("errors[0].detail");
        assertThat(detail).isEqualTo("withSponsor is computed from the other properties.");
    }

    @ParameterizedTest
    @CsvSource({"RENEWAL", "CHECK_IN", "TRAINING", "KICKOFF", "OTHER"})
    void aMeetingIsOfAnyKindThatTheMetricLanguageKnows(String kind) {
        create(
                "/v1/touchpoints/t1",
                "{\"accountId\": \"acme\", \"kind\": \"MEETING\", \"status\": \"HELD\", \"meetingKind\": \"" + kind
                        + "\", \"occurredAt\": \"2026-06-01T09:00:00Z\"}");
        assertThat(read("/v1/touchpoints/t1").get("meetingKind").asText()).isEqualTo(kind);
    }

    @Test
    void metricsReadFurtherFieldsOfRecordsAndAccounts() {
        create("/v1/contacts/c1", "{\"accountId\": \"acme\", \"name\": \"A\", \"fields\": {\"level\": \"EXECUTIVE\"}}");
        create("/v1/contacts/c2", "{\"accountId\": \"acme\", \"name\": \"B\", \"fields\": {\"level\": \"STAFF\"}}");
        assertThat(Ingestion.metric("acme", "executives").get("state").asText()).isEqualTo("OUTSIDE");

        change("/v1/accounts/acme", "{\"name\": \"Acme\", \"fields\": {\"program\": \"GOLD\"}}", 1)
                .then()
                .statusCode(200);
        assertThat(Ingestion.metric("acme", "executives").get("value").asText()).isEqualTo("1");
    }

    private static JsonNode read(String path) {
        return Ingestion.tree(as("csm").get(path));
    }

    private static Response change(String path, String body, long version) {
        return put(path, body, "\"" + version + "\"");
    }

    private static Response put(String path, String body, String ifMatch) {
        var request = as("admin").contentType("application/json").body(body);
        return (ifMatch == null ? request.header("If-None-Match", "*") : request.header("If-Match", ifMatch)).put(path);
    }
}

package io.tidewatch.ingestion;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.testsuite.TestTokens;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers to requests that cannot be read. The mapping of errors is the same in every service. */
@QuarkusTest
@IngestionTest
class BadRequestTest {

    private static final Map<String, String> RECORDS = Map.of(
            "contacts", "\"name\": \"a\"",
            "users", "\"email\": null",
            "contract-periods",
                    "\"startDate\": \"2026-01-01\", \"mrrMinor\": 1, \"currency\": \"EUR\", \"trial\": false",
            "touchpoints", "\"kind\": \"CALL\", \"status\": \"HELD\", \"occurredAt\": \"2026-01-01T00:00:00Z\"",
            "tickets", "\"openedAt\": \"2026-01-01T00:00:00Z\"");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                      | ''          | 1
            {"name": ["x"]}                         | /name       | 1
            {"name": 5}                             | /name       | 1
            {"name": "a\\u0000b"}                   | /name       | 1
            {"name": "a", "signupDate": 20260101}   | /signupDate | 1
            {"name": "a", "signupDate": "2026-02-30"} | /signupDate | 1
            {"name": "a", "signupDate": "+999999-01-01"} | /signupDate | 1
            {"name": "a"                            | ''          | 1
            {"name": "a"} {"name": "b"}             | ''          | 1
            """)
    void anUnreadableBodyIsRefusedWithThePlace(String body, String pointer, int line) {
        put("/v1/accounts/acme", body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/invalid-request"))
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].line", equalTo(line));
    }

    @Test
    void aWordOfAClosedListIsRefusedWithTheList() {
        put(
                        "/v1/mappings/m",
                        "{\"source\": \"x\", \"kind\": \"ACCOUNT\", \"fields\": {}, \"endDateIs\": \"INCLUSIVE\"}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/endDateIs"))
                .body("errors[0].detail", allOf(containsString("LAST_DAY"), containsString("DAY_AFTER")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT  | /v1/accounts/acme  | {"name": "a", "csmMail": "nadia@example.com"}           | /csmMail     | csmEmail
            PUT  | /v1/contacts/c1    | {"accountId": "acme", "name": "Zoe", "Role": "CHAMPION"} | /Role        | role
            PUT  | /v1/touchpoints/t1 | {"accountId": "acme", "kind": "CALL", "status": "HELD", "occuredAt": "2026-01-01T00:00:00Z"} | /occuredAt | occurredAt
            PUT  | /v1/mappings/m     | {"source": "x", "kind": "ACCOUNT", "fields": {"id": {"colum": "a"}}} | /fields/id/colum | column
            PUT  | /v1/sources/crm/coverage/TICKET | {"completeTrough": "2026-01-01"}            | /completeTrough | completeThrough
            POST | /v1/metrics/query  | {"metrics": ["arr"], "asOf": "2026-01-01", "groupby": ["CSM"]} | /groupby | groupBy
            POST | /v1/changes/read   | {"cursor": []}                                          | /cursor      | cursors
            PUT  | /v1/clock          | {"offset": 1}                                           | /offset      |
            """)
    void anUnknownFieldIsRefusedWithThePlaceAndTheNameThatWasMeant(
            String method, String path, String body, String pointer, String suggestion) {
        Ingestion.unchecked("integration", "analyst", "admin")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body(body)
                .request(method, path)
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].suggestion", equalTo(suggestion));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                  | /name
            {"name": null}      | /name
            """)
    void aMissingFieldIsNamed(String body, String pointer) {
        put("/v1/accounts/acme", body).statusCode(400).body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void anAccountCanBeSentBackAsItWasRead() {
        Ingestion.forgetEverything();
        Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        Ingestion.as("admin")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body(Ingestion.as("csm").get("/v1/accounts/acme").asString().replace("Acme", "Acme Corp"))
                .put("/v1/accounts/acme")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"mrrMinor\": 1.5", "\"mrrMinor\": \"100\"", "\"trial\": 1", "\"trial\": \"maybe\""})
    void aValueThatWouldHaveToBeBentIsRefused(String field) {
        put("/v1/contract-periods/p1", "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", " + field + "}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/" + field.substring(1, field.indexOf(':') - 1)));
    }

    @Test
    void aValueOutOfBoundsIsNamedByItsPlaceInTheBody() {
        put("/v1/accounts/acme", "{\"name\": \"" + "n".repeat(1000) + "\"}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/accounts?limit=abc   | limit",
                "/v1/accounts?after=%00   | %00",
                "/v1/contacts/%00         | %00",
            })
    void anUnreadableAddressIsABadRequest(String address, String named) {
        Ingestion.unchecked("admin")
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/invalid-request"))
                .body("detail", containsString(named));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PUT  | /v1/touchpoints/t1 | "kind": "CALL", "status": "HELD", "accountId": "a", "occurredAt": "2026-01-01T00:00:00Z", "contactIds": [null] | /contactIds/0
            POST | /v1/metrics/query  | "asOf": "2026-01-01", "metrics": [null] | /metrics/0
            POST | /v1/metrics/query  | "asOf": "2026-01-01", "metrics": ["arr"], "groupBy": [null] | /groupBy/0
            POST | /v1/metrics/query  | "asOf": "2026-01-01", "metrics": ["arr"], "accountIds": [null] | /accountIds/0
            PUT  | /v1/mappings/m     | "source": "x", "kind": "ACCOUNT", "fields": {"segment": null} | /fields/segment
            PUT  | /v1/mappings/m     | "source": "x", "kind": "ACCOUNT", "fields": {"name": {"column": "a", "formats": [null]}} | /fields/name/formats/0
            PUT  | /v1/mappings/m     | "source": "x", "kind": "ACCOUNT", "fields": {"name": {"column": "a", "values": {"x": null}}} | /fields/name/values/x
            PUT  | /v1/mappings/m     | "source": "x", "kind": "ACCOUNT", "fields": {"name": {"constant": "a\\u0000"}} | /fields/name/constant
            PUT  | /v1/mappings/m     | "source": "x", "kind": "ACCOUNT", "fields": {}, "ignoredColumns": [null] | /ignoredColumns/0
            POST | /v1/changes/read   | "cursors": [null] | /cursors/0
            """)
    void nothingInAListOrMapIsRefusedWithThePlace(String method, String path, String fields, String pointer) {
        Ingestion.unchecked("integration", "analyst")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body("{" + fields + "}")
                .request(method, path)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 10_000_000_000_001L, Long.MAX_VALUE})
    void anAmountThatNobodyPaysIsRefused(long mrrMinor) {
        put(
                        "/v1/contract-periods/p1",
                        "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", \"currency\": \"EUR\", \"trial\": false,"
                                + " \"mrrMinor\": " + mrrMinor + "}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/mrrMinor"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/accounts/acme  | "name": "a", "csmEmail": "notmail"                | /csmEmail
            /v1/accounts/acme  | "name": "a", "salesOwnerEmail": "a@b,c@d"         | /salesOwnerEmail
            /v1/contacts/c1    | "name": "a", "accountId": "acme", "email": "a\\r\\nBcc: evil@example.com" | /email
            /v1/users/u1       | "accountId": "acme", "email": "a b@example.com"   | /email
            /v1/touchpoints/t1 | "kind": "CALL", "status": "HELD", "accountId": "acme", "occurredAt": "2026-01-01T00:00:00Z", "colleagueEmail": "x" | /colleagueEmail
            """)
    void anInvalidMailAddressIsRefused(String path, String fields, String pointer) {
        put(path, "{" + fields + "}").statusCode(400).body("errors[0].pointer", equalTo(pointer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%20", "a%0D%0Ab", "a%09b", "a%20", "%C2%A0a"})
    void anIdThatNobodyCouldReadIsRefused(String id) {
        RECORDS.forEach((path, fields) -> {
            for (String method : new String[] {"GET", "PUT"}) {
                Ingestion.unchecked("admin")
                        .urlEncodingEnabled(false)
                        .contentType("application/json")
                        .header("If-None-Match", "*")
                        .body("{\"accountId\": \"acme\", " + fields + "}")
                        .request(method, "/v1/" + path + "/" + id)
                        .then()
                        .statusCode(400)
                        .body("errors[0].pointer", endsWith("Id"));
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/accounts/acme      | "name": "Acme\\r\\nBcc: evil@example.com" | /name
            /v1/accounts/acme      | "name": "a", "segment": "S\\tB"         | /segment
            /v1/accounts/acme      | "name": "a", "industry": "I\\u0085"     | /industry
            /v1/accounts/acme      | "name": "a", "country": "\\u2028C"      | /country
            /v1/contacts/c1        | "accountId": "acme", "name": "Zoe\\n"   | /name
            /v1/contract-periods/p | "accountId": "acme", "startDate": "2026-01-01", "mrrMinor": 1, "currency": "EUR", "trial": false, "plan": "a\\u001bb" | /plan
            /v1/tickets/t1         | "accountId": "acme", "openedAt": "2026-01-01T00:00:00Z", "priority": "a\\rb" | /priority
            """)
    void aNameOfSeveralLinesIsRefused(String path, String fields, String pointer) {
        put(path, "{" + fields + "}").statusCode(400).body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void aContactOfATouchpointHasAnIdThatCanBe() {
        put(
                        "/v1/touchpoints/t1",
                        "{\"accountId\": \"acme\", \"kind\": \"CALL\", \"status\": \"HELD\","
                                + " \"occurredAt\": \"2026-01-01T00:00:00Z\", \"contactIds\": [\"c1\", \"c\\n2\"]}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/contactIds/1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308", "0", "0.99", "5.01", "-1", "1e999999999"})
    void aSatisfactionThatNobodyCouldGiveIsRefused(String rating) {
        put(
                        "/v1/tickets/t1",
                        "{\"accountId\": \"acme\", \"openedAt\": \"2026-01-01T00:00:00Z\", \"satisfaction\": " + rating
                                + "}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/satisfaction"));
    }

    @ParameterizedTest
    @CsvSource({"PUT,/v1/accounts/a;b=1", "GET,/v1/accounts;after=a", "PUT,/v1/contacts/c;1"})
    void aPathIsTakenWholeOrNotAtAll(String method, String path) {
        Ingestion.unchecked("admin")
                .urlEncodingEnabled(false)
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body("{\"name\": \"A\"}")
                .request(method, path)
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("detail", containsString("%3B"));
    }

    @Test
    void aSemicolonOfAnIdIsWrittenAsSuch() {
        Ingestion.unchecked("admin")
                .urlEncodingEnabled(false)
                .get("/v1/contacts/c%3B1")
                .then()
                .statusCode(404)
                .body("detail", equalTo("There is no contact \"c;1\"."));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/v1/imports",
        "PUT,/v1/accounts/acme",
        "POST,/v1/accounts",
        "GET,/v1/nothing",
        "PUT,/v1/accounts/a;b"
    })
    void aMissingTokenIsReportedFirst(String method, String path) {
        for (String token : new String[] {null, TestTokens.forged("admin"), TestTokens.expired("admin")}) {
            RequestSpecification request =
                    given().contentType("application/xml").body("<x/>".getBytes(StandardCharsets.UTF_8));
            if (token != null) {
                request.auth().oauth2(token);
            }
            request.request(method, path)
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .header("WWW-Authenticate", startsWith("Bearer"))
                    .body("type", equalTo("/problems/unauthenticated"));
        }
    }

    @Test
    void aCatalogueThatNobodyHandedOverIsNamed() {
        Ingestion.unchecked("analyst")
                .contentType("application/json")
                .body("{\"metrics\": [\"arr\"], \"asOf\": \"2026-01-01\", \"catalogueHash\": \"zz\"}")
                .post("/v1/metrics/query")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/catalogue-unknown"));
    }

    private static ValidatableResponse put(String path, String body) {
        return Ingestion.unchecked("integration")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .put(path)
                .then();
    }
}

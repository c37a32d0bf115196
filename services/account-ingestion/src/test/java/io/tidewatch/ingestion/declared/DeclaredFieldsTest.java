package io.tidewatch.ingestion.declared;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.declared.Visits.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds and fields that do not fit the catalogue are rejected with the place, a sentence and what was probably meant. */
@QuarkusTest
@IngestionTest
class DeclaredFieldsTest {

    private static final String VISIT = "/v1/accounts/acme/records/visit/v1";

    @BeforeEach
    void oneAccount() {
        if (Ingestion.number("select count(*) from account where id = 'declared-fields'") == 0) {
            Ingestion.forgetEverything();
            Visits.compute();
            Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
            Ingestion.create("/v1/accounts/declared-fields", "{\"name\": \"So that the tables are emptied once\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            topic     | "PRIZE"                                 | must be one of PRICE, ROADMAP.            | PRICE
            topic     | ["PRICE"]                               | must be a text.                           |
            topics    | ["PRICE", "SUPORT"]                     | must be one of PRICE, ROADMAP, SUPPORT.   | SUPPORT
            topics    | "PRICE"                                 | must be a list of at most 1000 words.     |
            guests    | 1.5                                     | must be a whole number                    |
            guests    | "1"                                     | must be a whole number                    |
            guests    | 1000000000000001                        | must be a whole number                    |
            hours     | 1e400                                   | must be a number                          |
            hours     | true                                    | must be a number                          |
            fee       | 12.50                                   | must be an amount such as                 |
            fee       | {"minor": 12.5, "currency": "EUR"}      | must have a whole number of minor units   |
            fee       | {"minor": 12, "currency": "EURO"}       | must have an ISO 4217 currency            |
            fee       | {"minor": 12}                           | must be an amount such as                 |
            fee       | {"minor": 1, "currency": "EUR", "x": 1} | must be an amount such as                 |
            remote    | "yes"                                   | must be true or false.                    |
            startedAt | "2026-06-01"                            | must be a time with its offset            |
            startedAt | "3000-01-01T00:00:00Z"                  | must be in the years 1900 to 2999.        |
            visitedOn | "2026-02-30"                            | must be a day such as 2026-03-31.         |
            visitedOn | "1899-12-31"                            | must be in the years 1900 to 2999.        |
            visitedOn | null                                    | is required.                              |
            venue     | "Hall\\n2"                              | must be one line                          |
            venue     | ""                                      | must not be blank                         |
            notes     | "\\ud800"                               | must be a valid text                      |
            host      | " c1"                                   | must be an id                             |
            attendees | ["c1", 2]                               | must be a text.                           |
            """)
    void aValueThatDoesNotFitItsFieldIsRejected(String field, String value, String sentence, String suggestion) {
        String fields = field.equals("visitedOn")
                ? "{\"visitedOn\": " + value + "}"
                : "{\"visitedOn\": \"2026-06-01\", \"" + field + "\": " + value + "}";
        create(VISIT, fields)
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("errors.size()", equalTo(1))
                .body("errors[0].pointer", equalTo("/fields/" + field))
                .body("errors[0].detail", containsString(field + " " + sentence.split(" ")[0]))
                .body("errors[0].detail", containsString(sentence))
                .body("errors[0].suggestion", equalTo(suggestion));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            guests    | -1000000000000000
            guests    | 1000000000000000
            visitedOn | "1900-01-01"
            visitedOn | "2999-12-31"
            startedAt | "2999-12-31T23:59:59Z"
            fee       | {"minor": 0, "currency": "KWD"}
            topics    | []
            """)
    void aValueAtItsBoundIsStored(String field, String value) {
        String fields = field.equals("visitedOn")
                ? "{\"visitedOn\": " + value + "}"
                : "{\"visitedOn\": \"2026-06-01\", \"" + field + "\": " + value + "}";
        String path = VISIT + "-" + field + value.hashCode();
        create(path, fields).then().statusCode(201);
        assertThat(Ingestion.tree(as("csm").get(path)).at("/fields/" + field)).isEqualTo(Ingestion.json(value));
    }

    @Test
    void everyFieldThatDoesNotFitHasItsOwnFault() {
        Response answer = create(VISIT, "{\"guest\": 3, \"topic\": \"PRICES\", \"hours\": \"two\", \"a/b~c\": 1}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.<List<String>>path("errors.pointer"))
                .containsExactly(
                        "/fields/guest", "/fields/topic", "/fields/hours", "/fields/a~1b~0c", "/fields/visitedOn");
        assertThat(answer.<List<String>>path("errors.suggestion")).containsExactly("guests", "PRICE", null, null, null);
        assertThat(answer.<String>path("errors[0].detail"))
                .isEqualTo("visit has no field \"guest\"; did you mean \"guests\"?");
        as("csm").get(VISIT).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"fields": [1]}                           | /fields
            {"fields": "x"}                           | /fields
            {"fields": {"notes": "\\u0000"}}          | /fields
            {"field": {"visitedOn": "2026-06-01"}}    | /field
            """)
    void aBodyThatIsNoObjectOfFieldsIsRejected(String body, String pointer) {
        Ingestion.unchecked("admin")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body(body)
                .put(VISIT)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void anUnknownKindIsNotFoundAndTheNameThatWasMeantIsSuggested() {
        create("/v1/accounts/acme/records/vist/v1", "{}")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/kind-unknown"))
                .body("errors[0].suggestion", equalTo("visit"));
        as("csm").get("/v1/records/vist").then().statusCode(404);
        as("csm")
                .get("/v1/accounts/acme/records/order/o1")
                .then()
                .statusCode(404)
                .body(
                        "detail",
                        containsString(
                                "known kinds are cadence, deal, exchange_rate, milestone, pledge, survey, visit."));
    }

    @Test
    void kindsThatAreNotDeclaredNameWhereTheirRecordsAre() {
        assertThat(elsewhere("ticket")).contains("/v1/tickets/{id}");
        assertThat(elsewhere("contract_period")).contains("/v1/contract-periods/{id}");
        assertThat(elsewhere("account")).contains("/v1/accounts/{id}");
        assertThat(elsewhere("usage")).contains("are imported: POST /v1/imports");
        assertThat(elsewhere("renewal")).contains("follow from other records");
        assertThat(elsewhere("flag")).contains("are kept by reporting");
    }

    private static String elsewhere(String kind) {
        return create("/v1/accounts/acme/records/" + kind + "/x", "{}")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/kind-kept-elsewhere"))
                .extract()
                .path("detail");
    }

    @Test
    void kindsThatShipNeedNoFile() {
        create(
                        "/v1/accounts/acme/records/survey/s1",
                        "{\"instrument\": \"NPS\", \"answeredOn\": \"2026-06-01\", \"score\": 9}")
                .then()
                .statusCode(201);
    }
}

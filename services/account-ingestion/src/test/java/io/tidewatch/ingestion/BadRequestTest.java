package io.tidewatch.ingestion;

import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller is told whose request cannot be read. The mapping of errors is the same in every service. */
@QuarkusTest
@IngestionTest
class BadRequestTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                      | /name       | The body lacks a value at /name (line 1).
            []                                      |             | The body has a value of the wrong kind (line 1); expected is an object.
            {"name": ["x"]}                         | /name       | The body has a value of the wrong kind at /name (line 1); expected is text, without NUL characters.
            {"name": 5}                             | /name       | The body has a value of the wrong kind at /name (line 1); expected is text, without NUL characters.
            {"name": "a\\u0000b"}                   | /name       | The body has a value of the wrong kind at /name (line 1); expected is text, without NUL characters.
            {"name": "a", "signupDate": 20260101}   | /signupDate | The body has a value of the wrong kind at /signupDate (line 1); expected is a day like 2026-03-31 (years 1900 to 2999).
            {"name": "a", "signupDate": "2026-02-30"} | /signupDate | The body has a value of the wrong kind at /signupDate (line 1); expected is a day like 2026-03-31 (years 1900 to 2999).
            {"name": "a", "signupDate": "+999999-01-01"} | /signupDate | The body has a value of the wrong kind at /signupDate (line 1); expected is a day like 2026-03-31 (years 1900 to 2999).
            {"name": "a"                            |             | The body is not valid JSON (line 1).
            {"name": "a", "name": "b"}              | /name       | The body is not valid JSON (line 1).
            {"name": "a"} {"name": "b"}             |             | The body has a value of the wrong kind (line 1); expected is an object.
            """)
    void anUnreadableBodyIsRefusedWithThePlace(String body, String pointer, String detail) {
        put("/v1/accounts/acme", body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/invalid-request"))
                .body("detail", equalTo(detail));
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
                "/v1/accounts?limit=abc   | A parameter is not of the form that the contract names; given are: limit.",
                "/v1/accounts?after=%00   | An address has no NUL characters.",
                "/v1/contacts/%00         | An address has no NUL characters.",
            })
    void anUnreadableAddressIsABadRequest(String address, String detail) {
        Ingestion.unchecked("admin")
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo(detail));
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

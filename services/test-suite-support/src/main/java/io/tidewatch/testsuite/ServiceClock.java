package io.tidewatch.testsuite;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

/** The business time of the service under test, by its own API. */
public final class ServiceClock {

    private ServiceClock() {}

    /** Business time now. */
    public static Instant now() {
        return Instant.parse(clock().getString("now"));
    }

    /** The UTC day of business time. */
    public static LocalDate today() {
        return now().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Lets business time pass at once. */
    public static void pass(Duration time) {
        setOffset(Duration.ofSeconds(clock().getLong("offsetSeconds")).plus(time));
    }

    /** Makes business time this one. */
    public static void moveTo(Instant time) {
        pass(Duration.between(now(), time));
    }

    /** Moves to some minutes after the next midnight (UTC), so that a test does not cross a day while it looks. */
    public static void passToNextDay() {
        moveTo(today().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(300));
    }

    /** Makes business time the real one again. */
    public static void presentTime() {
        setOffset(Duration.ZERO);
    }

    private static JsonPath clock() {
        return given().auth()
                .oauth2(TestTokens.withRoles("admin"))
                .get("/v1/clock")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void setOffset(Duration offset) {
        given().auth()
                .oauth2(TestTokens.withRoles("admin"))
                .contentType("application/json")
                .body(Map.of("offsetSeconds", offset.toSeconds()))
                .put("/v1/clock")
                .then()
                .statusCode(200);
    }
}

package io.tidewatch.ingestion.declared;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.Ingestion.tree;
import static io.tidewatch.ingestion.declared.Visits.create;
import static io.tidewatch.ingestion.declared.Visits.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Departures and ratings are written by request like the records of declared kinds. */
@QuarkusTest
@IngestionTest
class BuiltInFactTest {

    private static final String RATING = "/v1/accounts/acme/records/sentiment/crm:r1";
    private static final String LEFT = "/v1/accounts/acme/records/churn_event/e1";

    private static final String METRIC = TestMetric.of("rating", "NUMBER", """
            measures:
              rating: {last: rating, of: sentiment}
            population: everyone
            value: rating
            overAccounts: mean
            """);

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        Ingestion.create("/v1/accounts/beta", "{\"name\": \"Beta\"}");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aRatingIsCreatedReadListedAndSentBackAsItWasRead() {
        String fields = """
                {"ratedOn": "2026-06-01", "rating": 4, "ratedBy": "Nadia", "comment": "Two\\nlines", "renewalPotential": 5}""";
        create(RATING, fields).then().statusCode(201).header("ETag", "\"1\"");

        String read = as("csm").get(RATING).then().statusCode(200).extract().asString();
        assertThat(json(read))
                .isEqualTo(json("{\"id\": \"crm:r1\", \"kind\": \"sentiment\", \"accountId\": \"acme\", \"version\": 1,"
                        + " \"fields\": " + fields + "}"));
        assertThat(as("csm").get("/v1/accounts/acme/records/sentiment").<List<String>>path("items.id"))
                .containsExactly("crm:r1");
        assertThat(texts("select source || ' ' || external_id || ' ' || rating || ' ' || fields from sentiment"))
                .containsExactly("crm r1 4 {\"renewalPotential\": 5}");
        as("admin")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body(read)
                .put(RATING)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");
        assertThat(number("select count(*) from sentiment_history")).isZero();
    }

    @Test
    void aRatingChangesOnlyByACorrectionAndMetricsFollow() {
        Ingestion.moveClockTo("2026-06-10T12:00:00Z");
        Ingestion.cover("crm", "SENTIMENT", LocalDate.parse("2026-01-01"), LocalDate.parse("2026-06-10"));
        Ingestion.compute(Catalogue.parse(Map.of("metrics/rating.yaml", METRIC)));
        create(RATING, "{\"ratedOn\": \"2026-06-01\", \"rating\": 4}");
        write(RATING, "{\"ratedOn\": \"2026-06-01\", \"rating\": 2}", "\"1\"", false)
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/correction-required"));
        assertThat(Ingestion.metric("acme", "rating").get("value").asText()).isEqualTo("4");

        write(RATING, "{\"ratedOn\": \"2026-06-01\", \"rating\": 2}", "\"1\"", true)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
        assertThat(Ingestion.metric("acme", "rating").get("value").asText()).isEqualTo("2");
        assertThat(number("select count(*) from sentiment_history where rating = 4"))
                .isEqualTo(1);
    }

    @Test
    void aDepartureIsCreatedAndCorrected() {
        create(LEFT, "{\"churnedOn\": \"2026-06-01\", \"reason\": \"PRICE\", \"reactivation\": false}")
                .then()
                .statusCode(201);
        write(LEFT, "{\"churnedOn\": \"2026-06-01\", \"feedback\": \"Too dear\"}", "\"1\"", true)
                .then()
                .statusCode(200);

        assertThat(tree(as("csm").get(LEFT)).get("fields"))
                .isEqualTo(json("{\"churnedOn\": \"2026-06-01\", \"feedback\": \"Too dear\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sentiment   | {"ratedOn": "2026-06-01"}                                    | /fields/rating  | rating is required.
            sentiment   | {"ratedOn": "2026-06-01", "rating": 6}                       | /fields/rating  | rating must be from 1 to 5.
            sentiment   | {"ratedOn": "2026-06-01", "rating": 4, "mood": "GOOD"}       | /fields/mood    | sentiment has no field "mood"; its fields are ratedOn, rating, ratedBy, comment, renewalPotential.
            churn_event | {"churnedOn": "2026-06-31"}                                  | /fields/churnedOn | churnedOn must be a day such as 2026-03-31.
            """)
    void fieldsThatDoNotFitAreNamed(String kind, String fields, String pointer, String detail) {
        create("/v1/accounts/acme/records/" + kind + "/x", fields)
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].detail", equalTo(detail));
    }

    @Test
    void aTextThatAFileMayNotHaveIsNotAcceptedByRequest() {
        create(LEFT, "{\"churnedOn\": \"2026-06-01\", \"reason\": \"" + "x".repeat(201) + "\"}")
                .then()
                .statusCode(400)
                .body("errors[0].detail", equalTo("reason must have at most 200 characters."));
    }

    @Test
    void theIdOfARecordOfAnotherAccountIsTaken() {
        create(RATING, "{\"ratedOn\": \"2026-06-01\", \"rating\": 4}");
        String other = RATING.replace("acme", "beta");

        as("csm").get(other).then().statusCode(404).body("type", equalTo("/problems/record-not-found"));
        create(other, "{\"ratedOn\": \"2026-06-01\", \"rating\": 1}")
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/source-id-taken"));
        write(other, "{\"ratedOn\": \"2026-06-01\", \"rating\": 1}", "\"1\"", true)
                .then()
                .statusCode(409);
        assertThat(texts("select account_id || rating from sentiment")).containsExactly("acme4");
    }

    @Test
    void theyBelongToAnAccount() {
        create("/v1/records/sentiment/r1", "{\"ratedOn\": \"2026-06-01\", \"rating\": 4}")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/kind-needs-account"));
    }

    @Test
    void aRatingIsDeletedOnlyByACorrectionAndOnlyAtItsAccount() {
        create(RATING, "{\"ratedOn\": \"2026-06-01\", \"rating\": 4}");

        Visits.delete(RATING, "\"1\"", false)
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/correction-required"));
        Visits.delete(RATING.replace("acme", "beta"), "\"1\"", true).then().statusCode(412);
        as("csm").get(RATING).then().statusCode(200);

        Visits.delete(RATING, "\"1\"", true).then().statusCode(204);
        as("csm").get(RATING).then().statusCode(404);
        assertThat(as("csm").get("/v1/accounts/acme/records/sentiment").<List<?>>path("items"))
                .isEmpty();
        Visits.delete(RATING, "\"1\"", true).then().statusCode(412);
        create(RATING.replace("acme", "beta"), "{\"ratedOn\": \"2026-06-01\", \"rating\": 1}")
                .then()
                .statusCode(201)
                .header("ETag", "\"3\"");
    }
}

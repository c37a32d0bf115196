package io.tidewatch.ingestion.declared;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.computed;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.Ingestion.tree;
import static io.tidewatch.ingestion.declared.Visits.change;
import static io.tidewatch.ingestion.declared.Visits.create;
import static io.tidewatch.ingestion.declared.Visits.delete;
import static io.tidewatch.ingestion.declared.Visits.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records of declared kinds are created, read, changed, listed and deleted by request. */
@QuarkusTest
@IngestionTest
class DeclaredRecordTest {

    private static final String DEAL = "/v1/accounts/acme/records/deal/d1";
    private static final String VISIT = "/v1/accounts/acme/records/visit/v1";

    @BeforeEach
    void oneAccount() {
        Ingestion.forgetEverything();
        Visits.compute();
        Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        computed();
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aRecordIsCreatedReadChangedAndSentBackAsItWasRead() {
        create(DEAL, "{\"openedOn\": \"2026-06-01\", \"amount\": {\"minor\": 1250, \"currency\": \"EUR\"}}")
                .then()
                .statusCode(201)
                .header("ETag", "\"1\"");
        change(DEAL, "{\"openedOn\": \"2026-06-01\", \"closedOn\": \"2026-06-30\", \"probability\": null}", "\"1\"")
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");

        String read = as("csm").get(DEAL).then().statusCode(200).extract().asString();
        assertThat(Ingestion.json(read))
                .isEqualTo(
                        Ingestion.json("{\"id\": \"d1\", \"kind\": \"deal\", \"accountId\": \"acme\", \"version\": 2,"
                                + " \"fields\": {\"openedOn\": \"2026-06-01\", \"closedOn\": \"2026-06-30\"}}"));
        as("admin")
                .contentType("application/json")
                .header("If-Match", "\"2\"")
                .body(read)
                .put(DEAL)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
    }

    @Test
    void everyTypeOfFieldIsKeptInItsOneForm() {
        create(VISIT, """
                {"visitedOn": "2026-06-01", "topic": "PRICE", "topics": ["SUPPORT", "PRICE", "SUPPORT"], "guests": 12, "hours": 1.5,
                 "fee": {"currency": "JPY", "minor": -500}, "remote": false, "startedAt": "2026-06-01T12:00:00.1234567+02:00",
                 "venue": "Hall 2", "notes": "Two\\nlines", "host": "Jo@Example.com", "attendees": ["c2", "c1", "c2"]}
                """).then().statusCode(201);

        assertThat(tree(as("csm").get(VISIT)).get("fields")).isEqualTo(Ingestion.json("""
                {"visitedOn": "2026-06-01", "topic": "PRICE", "topics": ["PRICE", "SUPPORT"], "guests": 12, "hours": 1.5,
                 "fee": {"currency": "JPY", "minor": -500}, "remote": false, "startedAt": "2026-06-01T10:00:00.123456Z",
                 "venue": "Hall 2", "notes": "Two\\nlines", "host": "jo@example.com", "attendees": ["c1", "c2"]}
                """));
    }

    @Test
    void writingWhatIsThereAlreadyChangesNothing() {
        create(VISIT, "{\"visitedOn\": \"2026-06-01\", \"hours\": 1.50, \"topics\": [\"PRICE\", \"ROADMAP\"]}");
        computed();

        change(VISIT, "{\"topics\": [\"ROADMAP\", \"PRICE\"], \"hours\": 1.5, \"visitedOn\": \"2026-06-01\"}", "\"1\"")
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");

        assertThat(number("select count(*) from record_history")).isZero();
        assertThat(number("select count(*) from metric_dirty")).isZero();
    }

    @Test
    void aWriterMustSayWhatItBelieves() {
        create(DEAL, "{\"probability\": 50}").then().statusCode(201);

        create(DEAL, "{\"probability\": 60}").then().statusCode(412);
        change(DEAL, "{\"probability\": 60}", "\"2\"").then().statusCode(412);
        change("/v1/accounts/acme/records/deal/d2", "{}", "\"1\"").then().statusCode(412);
        change(DEAL, "{\"probability\": 60}", "1").then().statusCode(400);
        as("admin")
                .contentType("application/json")
                .body("{\"fields\": {}}")
                .put(DEAL)
                .then()
                .statusCode(428);
        as("admin").delete(DEAL).then().statusCode(428);
        assertThat(tree(as("csm").get(DEAL)).at("/fields/probability").asInt()).isEqualTo(50);
    }

    @Test
    void ofWritersAtTheSameTimeOneWins() throws Exception {
        assertThat(race(i -> create(DEAL, "{\"probability\": " + i + "}").statusCode()))
                .containsOnlyOnce(201)
                .contains(412);
        assertThat(race(i -> change(DEAL, "{\"probability\": " + (10 + i) + "}", "\"1\"")
                        .statusCode()))
                .containsOnlyOnce(200)
                .contains(412);
    }

    @Test
    void aFactChangesOnlyByACorrection() {
        create(VISIT, "{\"visitedOn\": \"2026-06-01\"}").then().statusCode(201);

        change(VISIT, "{\"visitedOn\": \"2026-06-02\"}", "\"1\"")
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/correction-required"));
        delete(VISIT, "\"1\"", false).then().statusCode(409);
        assertThat(tree(as("csm").get(VISIT)).at("/fields/visitedOn").asText()).isEqualTo("2026-06-01");

        write(VISIT, "{\"visitedOn\": \"2026-06-02\"}", "\"1\"", true).then().statusCode(200);
        assertThat(tree(as("csm").get(VISIT)).at("/fields/visitedOn").asText()).isEqualTo("2026-06-02");
        delete(VISIT, "\"2\"", true).then().statusCode(204);
    }

    @Test
    void aDeletedRecordIsGoneAndItsVersionsGoOnWhenItIsCreatedAgain() {
        create(DEAL, "{\"probability\": 50}");
        delete(DEAL, "\"1\"", false).then().statusCode(204);

        as("csm").get(DEAL).then().statusCode(404).body("type", equalTo("/problems/record-not-found"));
        assertThat(as("csm").get("/v1/accounts/acme/records/deal").<List<?>>path("items"))
                .isEmpty();
        delete(DEAL, "\"1\"", false).then().statusCode(412);
        change(DEAL, "{\"probability\": 50}", "\"2\"").then().statusCode(412);

        create(DEAL, "{\"probability\": 50}").then().statusCode(201).header("ETag", "\"3\"");
    }

    @Test
    void whatWasKnownAtATimeStaysKnown() {
        Ingestion.moveClockTo("2026-06-10T12:00:00Z");
        create(DEAL, "{\"probability\": 50}");
        Ingestion.moveClockTo("2026-06-11T12:00:00Z");
        change(DEAL, "{\"probability\": 60}", "\"1\"");
        Ingestion.moveClockTo("2026-06-12T12:00:00Z");
        delete(DEAL, "\"2\"", false);
        Ingestion.moveClockTo("2026-06-13T12:00:00Z");
        create(DEAL, "{\"probability\": 70}");

        assertThat(known("2026-06-10T11:59:59Z")).isEmpty();
        assertThat(known("2026-06-10T12:05:00Z")).containsExactly("50");
        assertThat(known("2026-06-11T11:59:59Z")).containsExactly("50");
        assertThat(known("2026-06-11T12:05:00Z")).containsExactly("60");
        assertThat(known("2026-06-12T12:05:00Z")).isEmpty();
        assertThat(known("2026-06-13T12:05:00Z")).containsExactly("70");
        assertThat(known("infinity")).containsExactly("70");
    }

    private static List<String> known(String at) {
        return texts("select fields->>'probability' from records_known('" + at + "')");
    }

    @Test
    void recordsAreListedPageByPage() {
        for (String id : List.of("c", "a", "b")) {
            create("/v1/accounts/acme/records/deal/" + id, "{}");
        }
        Ingestion.create("/v1/accounts/beta", "{\"name\": \"Beta\"}");
        create("/v1/accounts/beta/records/deal/z", "{}");
        create("/v1/accounts/acme/records/pledge/p", "{}");

        String path = "/v1/accounts/acme/records/deal";
        assertThat(as("csm").queryParam("limit", 2).get(path).<List<String>>path("items.id"))
                .containsExactly("a", "b");
        String next = as("csm").queryParam("limit", 2).get(path).path("next");
        assertThat(as("csm").queryParam("after", next).get(path).<List<String>>path("items.id"))
                .containsExactly("c");
        assertThat(as("csm").queryParam("limit", 3).get(path).<String>path("next"))
                .isNull();
        as("csm").get("/v1/accounts/nobody/records/deal").then().statusCode(404);
    }

    @Test
    void recordsWithoutAnAccountAreKeptApart() {
        create("/v1/records/deal/d1", "{\"probability\": 10}").then().statusCode(201);
        create(DEAL, "{\"probability\": 20}").then().statusCode(201);

        assertThat(Ingestion.json(as("csm").get("/v1/records/deal/d1").asString()))
                .isEqualTo(Ingestion.json(
                        "{\"id\": \"d1\", \"kind\": \"deal\", \"version\": 1, \"fields\": {\"probability\": 10}}"));
        assertThat(as("csm").get("/v1/records/deal").<List<Integer>>path("items.fields.probability"))
                .containsExactly(10);
        delete("/v1/records/deal/d1", "\"1\"", false).then().statusCode(204);
        as("csm").get("/v1/records/deal/d1").then().statusCode(404);
        as("csm").get(DEAL).then().statusCode(200);
        assertThat(number("select count(*) from metric_dirty where account_id = '-'"))
                .isZero();
    }

    @Test
    void aKindThatNeedsAnAccountHasNoRecordWithoutOne() {
        create("/v1/records/visit/v1", "{\"visitedOn\": \"2026-06-01\"}")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/kind-needs-account"));
        as("csm").get("/v1/records/visit").then().statusCode(404);
    }

    @Test
    void theAccountMustExist() {
        create("/v1/accounts/nobody/records/deal/d1", "{}")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/account-not-found"));
    }

    @Test
    void theIdOfARecordBelongsToItsSource() {
        create("/v1/accounts/acme/records/deal/crm:7", "{}");
        create("/v1/accounts/acme/records/deal/Jo@Example.com", "{}");

        assertThat(texts("select source || ' ' || external_id from record order by 1"))
                .containsExactly("api jo@example.com", "crm 7");
        as("csm").get("/v1/accounts/acme/records/deal/jo@EXAMPLE.com").then().statusCode(200);
    }

    @Test
    void aChangeMarksTheAccountForTheKind() {
        Ingestion.sql(
                "create function no_marks_leave() returns trigger language plpgsql as $$ begin return null; end $$");
        Ingestion.sql("create trigger no_marks_leave before delete on metric_dirty for each row"
                + " execute function no_marks_leave()");
        try {
            create(DEAL, "{\"probability\": 50}");
            assertThat(marks()).containsExactly("acme {deal}");
            create(VISIT, "{\"visitedOn\": \"2026-06-01\"}");
            assertThat(marks()).containsExactly("acme {deal,visit}");
        } finally {
            Ingestion.sql("drop function no_marks_leave() cascade");
        }
    }

    private static List<String> marks() {
        return texts("select account_id || ' ' || kinds::text from metric_dirty");
    }

    private static List<Integer> race(java.util.function.IntUnaryOperator writer) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> writers = IntStream.range(0, 8)
                    .mapToObj(i -> (Callable<Integer>) () -> writer.applyAsInt(i))
                    .toList();
            return threads.invokeAll(writers).stream().map(Future::resultNow).toList();
        }
    }
}

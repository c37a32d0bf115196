package io.tidewatch.ingestion.record;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class EditingTest {

    private static final String MEETING =
            "{\"accountId\": \"acme\", \"kind\": \"MEETING\", \"status\": \"%s\", \"meetingKind\": \"STRATEGIC\","
                    + " \"contactIds\": [\"c2\", \"c1\"], \"occurredAt\": \"2026-06-01T10:00:00Z\"}";

    @BeforeEach
    void empty() {
        Ingestion.forgetEverything();
    }

    @Test
    void anAccountIsCreatedReadAndChanged() {
        put("/v1/accounts/acme", "{\"name\": \"Acme\", \"csmEmail\": \"Nadia@Example.com\"}", null, "*")
                .then()
                .statusCode(201)
                .header("ETag", "\"1\"");
        Response changed = put("/v1/accounts/acme", "{\"name\": \"Acme Corp\", \"segment\": \"SMB\"}", "\"1\"", null);

        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
        assertThat(Ingestion.tree(as("sales").get("/v1/accounts/acme")))
                .isEqualTo(Ingestion.json(
                        "{\"name\":\"Acme Corp\",\"segment\":\"SMB\",\"id\":\"acme\",\"version\":2,\"holdsFrom\":\""
                                + Ingestion.texts("select business_today()::text")
                                        .getFirst() + "\"}"));
        assertThat(number("select count(*) from account_history where id = 'acme' and csm_email = 'nadia@example.com'"))
                .isEqualTo(1);
    }

    @Test
    void writingWhatIsThereAlreadyChangesNothing() {
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create("/v1/contacts/c1", "{\"accountId\": \"acme\", \"name\": \"Zoe\"}");
        create("/v1/touchpoints/t1", MEETING.formatted("SCHEDULED"));
        long changes = number("select max(seq) from feed_change");

        put("/v1/accounts/acme", "{\"name\": \"Acme\"}", "\"1\"", null)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");
        put("/v1/contacts/c1", "{\"accountId\": \"acme\", \"name\": \"Zoe\"}", "\"1\"", null)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");
        put("/v1/touchpoints/t1", MEETING.formatted("SCHEDULED"), "\"1\"", null)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");

        assertThat(number("select max(seq) from feed_change")).isEqualTo(changes);
    }

    @Test
    void aWriterMustSayWhatItBelieves() {
        for (String path : List.of("/v1/accounts/acme", "/v1/contacts/c1", "/v1/touchpoints/t1")) {
            String body = path.contains("accounts")
                    ? "{\"name\": \"Acme\"}"
                    : path.contains("contacts")
                            ? "{\"accountId\": \"acme\", \"name\": \"Zoe\"}"
                            : MEETING.formatted("SCHEDULED");
            assertThat(put(path, body, null, null).statusCode()).isEqualTo(428);
            assertThat(put(path, body, "\"1\"", null).statusCode()).isEqualTo(412);
            assertThat(put(path, body, "one", null).statusCode()).isEqualTo(400);
            assertThat(put(path, body, null, "*").statusCode()).isEqualTo(201);
            assertThat(put(path, body, null, "*").statusCode()).isEqualTo(412);
            assertThat(put(path, body, "\"7\"", null).statusCode()).isEqualTo(412);
        }
    }

    @Test
    void ofManyWritersAtOnceExactlyOneWins() throws Exception {
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create("/v1/contract-periods/p1", period(1));
        create("/v1/touchpoints/t1", MEETING.formatted("SCHEDULED"));

        assertThat(race(i -> put("/v1/accounts/acme", "{\"name\": \"Acme " + i + "\"}", "\"1\"", null)))
                .containsOnlyOnce(200)
                .contains(412);
        assertThat(race(i -> put("/v1/accounts/fresh", "{\"name\": \"Fresh " + i + "\"}", null, "*")))
                .containsOnlyOnce(201)
                .contains(412);
        assertThat(race(i -> put("/v1/contract-periods/p1", period(10 + i), "\"1\"", null)))
                .containsOnlyOnce(200)
                .contains(412);
        assertThat(race(i -> put("/v1/contract-periods/fresh", period(10 + i), null, "*")))
                .containsOnlyOnce(201)
                .contains(412);
        assertThat(race(i -> put(
                        "/v1/touchpoints/t1",
                        MEETING.formatted("HELD").replace("06-01", "06-" + (10 + i)),
                        "\"1\"",
                        null)))
                .containsOnlyOnce(200)
                .contains(412);
    }

    @Test
    void aRecordOfAnUnknownAccountIsRefused() {
        for (String path : List.of("/v1/contacts/c1", "/v1/touchpoints/t1", "/v1/contract-periods/p1")) {
            String body = path.contains("contacts")
                    ? "{\"accountId\": \"acme\", \"name\": \"Zoe\"}"
                    : path.contains("touchpoints") ? MEETING.formatted("HELD") : period(1);
            assertThat(put(path, body, null, "*")
                            .then()
                            .statusCode(422)
                            .extract()
                            .<String>path("type"))
                    .isEqualTo("/problems/account-unknown");
        }
    }

    @Test
    void contradictionsAndUnknownWordsAreRefused() {
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");

        assertThat(put("/v1/touchpoints/t1", MEETING.formatted("SENT"), null, "*")
                        .asString())
                .contains("\"type\":\"/problems/record-not-consistent\"", "\"pointer\":\"/status\"");
        assertThat(put("/v1/touchpoints/t1", MEETING.formatted("PERHAPS"), null, "*")
                        .statusCode())
                .isEqualTo(400);
        assertThat(put("/v1/accounts/beta", "{\"name\": \"B\", \"businessModel\": \"ODD\"}", null, "*")
                        .statusCode())
                .isEqualTo(400);
        assertThat(Ingestion.unchecked("admin")
                        .contentType("application/json")
                        .header("If-None-Match", "*")
                        .body("{\"segment\": \"SMB\"}")
                        .put("/v1/accounts/beta")
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("csm")
                        .get("/v1/accounts/nobody")
                        .then()
                        .statusCode(404)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/account-not-found");
    }

    @Test
    void everyChangeIsPublishedOnce() {
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create("/v1/contacts/c1", "{\"accountId\": \"acme\", \"name\": \"Zoe\", \"role\": \"EXECUTIVE_SPONSOR\"}");
        create("/v1/touchpoints/t1", MEETING.formatted("SCHEDULED"));
        long before = number("select max(seq) from feed_change");
        put("/v1/touchpoints/t1", MEETING.formatted("HELD"), "\"1\"", null)
                .then()
                .statusCode(200);

        assertThat(number("select count(*) from feed_change where seq > " + before))
                .isEqualTo(1);
        assertThat(number("select count(*) from feed_change where seq > " + before
                        + " and type = 'touchpoint' and key = 't1'"
                        + " and partition = partition_of('acme') and (data->>'withSponsor')::boolean"
                        + " and (data->>'twoWayAt')::timestamptz = '2026-06-01T10:00:00Z'"))
                .isEqualTo(1);
    }

    @Test
    void whenTheDatabaseIsBusyTheCallerIsAskedToRetry() {
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        failWith("55P03", 1000);
        try {
            for (String path : List.of("/v1/accounts/beta", "/v1/contacts/c1")) {
                Ingestion.unchecked("admin")
                        .contentType("application/json")
                        .header("If-None-Match", "*")
                        .body(
                                path.contains("accounts")
                                        ? "{\"name\": \"B\"}"
                                        : "{\"accountId\": \"acme\", \"name\": \"Zoe\"}")
                        .put(path)
                        .then()
                        .statusCode(503)
                        .header("Retry-After", "2")
                        .contentType("application/problem+json")
                        .body("type", equalTo("/problems/unavailable"));
            }
        } finally {
            workAgain();
        }
    }

    @Test
    void aWriteThatTheDatabaseRolledBackIsRunAgain() {
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        for (String path : List.of("/v1/accounts/beta", "/v1/contacts/c1")) {
            failWith("40P01", 2);
            try {
                create(
                        path,
                        path.contains("accounts")
                                ? "{\"name\": \"B\"}"
                                : "{\"accountId\": \"acme\", \"name\": \"Zoe\"}");
            } finally {
                workAgain();
            }
        }
    }

    /** Makes the next inserts of accounts and contacts fail; a sequence counts them, as it outlives a roll-back. */
    private static void failWith(String sqlState, int times) {
        Ingestion.sql(
                "create sequence failing_inserts",
                "create function fail_insert() returns trigger language plpgsql as $$ begin"
                        + " if nextval('failing_inserts') <= " + times
                        + " then raise exception 'failing' using errcode = '"
                        + sqlState + "'; end if; return new; end $$",
                "create trigger fail_insert before insert on account for each row execute function fail_insert()",
                "create trigger fail_insert before insert on contact for each row execute function fail_insert()");
    }

    private static void workAgain() {
        Ingestion.sql("drop function fail_insert() cascade", "drop sequence failing_inserts");
    }

    @Test
    void accountsAreListedPageByPage() {
        for (String id : List.of("a", "b", "c")) {
            create(
                    "/v1/accounts/" + id,
                    "{\"name\": \"" + id + "\", \"segment\": \"" + (id.equals("b") ? "X" : "Y") + "\"}");
        }
        assertThat(as("csm").queryParam("limit", 2).get("/v1/accounts").<List<String>>path("items.id"))
                .containsExactly("a", "b");
        String next = as("csm").queryParam("limit", 2).get("/v1/accounts").path("next");
        assertThat(as("csm").queryParam("after", next).get("/v1/accounts").<List<String>>path("items.id"))
                .containsExactly("c");
        assertThat(as("csm").queryParam("segment", "Y").get("/v1/accounts").<List<String>>path("items.id"))
                .containsExactly("a", "c");
    }

    private interface Writer {
        Response write(int number);
    }

    private static List<Integer> race(Writer writer) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> writers = IntStream.range(0, 8)
                    .mapToObj(i -> (Callable<Integer>) () -> writer.write(i).statusCode())
                    .toList();
            List<Future<Integer>> answers = threads.invokeAll(writers);
            return answers.stream().map(Future::resultNow).toList();
        }
    }

    private static String period(long mrr) {
        return "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", \"mrrMinor\": " + mrr
                + ", \"currency\": \"EUR\", \"trial\": false}";
    }

    private static Response put(String path, String body, String ifMatch, String ifNoneMatch) {
        RequestSpecification request =
                as("admin").contentType("application/json").body(body);
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        if (ifNoneMatch != null) {
            request.header("If-None-Match", ifNoneMatch);
        }
        return request.put(path);
    }
}

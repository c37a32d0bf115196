package io.tidewatch.ingestion;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.testsuite.AnswerWatch;
import io.tidewatch.testsuite.ServiceClock;
import io.tidewatch.testsuite.TestDatabase;
import io.tidewatch.testsuite.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The service as its callers see it. */
public final class Ingestion {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final TestDatabase DATABASE = TestDatabase.named("ingestion_test");

    private Ingestion() {}

    /** A request with these roles. */
    public static RequestSpecification as(String... roles) {
        return given().auth().oauth2(TestTokens.withRoles(roles));
    }

    /** A request that breaks the contract on purpose; the answer must keep it all the same. */
    public static RequestSpecification unchecked(String... roles) {
        return as(roles);
    }

    /** Uploads; the answer is the id of the import. */
    public static String upload(String mapping, String completeThrough, byte[] csv) {
        RequestSpecification request = as("integration")
                .contentType("text/csv")
                .queryParam("mapping", mapping)
                .body(csv);
        if (completeThrough != null) {
            request.queryParam("completeThrough", completeThrough);
        }
        return request.post("/v1/imports").then().statusCode(202).extract().path("id");
    }

    /** Uploads and waits until all is taken in. */
    public static JsonNode load(String mapping, String completeThrough, String csv) {
        return finished(upload(mapping, completeThrough, csv.getBytes(StandardCharsets.UTF_8)));
    }

    /** Loads accounts of which only ids and names are known. */
    public static void accounts(String... ids) {
        StringBuilder csv = new StringBuilder("account_id,name,segment,business_model,lifecycle_stage,industry,country,"
                + "csm_email,sales_owner_email,signup_date\n");
        for (String id : ids) {
            csv.append(id).append(',').append(id.substring(0, 1).toUpperCase(Locale.ROOT));
            csv.append(id.substring(1)).append(",,,,,,,,\n");
        }
        load("tidewatch-accounts", null, csv.toString());
    }

    /** Uploads as corrections and waits until all is taken in. */
    public static JsonNode correct(String mapping, String csv) {
        return finished(as("integration")
                .contentType("text/csv")
                .queryParam("mapping", mapping)
                .queryParam("corrections", true)
                .body(csv.getBytes(StandardCharsets.UTF_8))
                .post("/v1/imports")
                .then()
                .statusCode(202)
                .extract()
                .path("id"));
    }

    /** Makes the business time of the service noon of a day, and waits until the service has noticed. */
    public static void moveClockTo(LocalDate day) {
        moveClockTo(day + "T12:00:00Z");
        await().atMost(LIMIT).until(() -> number("select count(*) from metric_day where day = '" + day + "'") == 1);
    }

    /** Makes the business time of the service this one. */
    public static void moveClockTo(String time) {
        ServiceClock.moveTo(Instant.parse(time));
    }

    /** Makes the business time of the service the real one. */
    public static void presentTime() {
        ServiceClock.presentTime();
    }

    /** The import once it has ended. */
    public static JsonNode finished(String importId) {
        AnswerWatch watch = AnswerWatch.of(TestTokens.withRoles("analyst"), "/v1/imports/" + importId);
        return await().atMost(LIMIT)
                .until(
                        () -> watch.hasChanged() ? tree(as("analyst").get("/v1/imports/{id}", importId)) : null,
                        job -> job != null
                                && List.of("DONE", "FAILED")
                                        .contains(job.get("state").asText()));
    }

    /** The notices of an import: type, count, examples. */
    public static List<String> notices(JsonNode job) {
        List<String> notices = new ArrayList<>();
        job.get("notices")
                .forEach(each ->
                        notices.add(each.get("type").asText() + " " + each.get("count") + " " + each.get("examples")));
        return notices;
    }

    /** All rows that were not taken in. */
    public static List<JsonNode> rows(String importId) {
        List<JsonNode> rows = new ArrayList<>();
        String after = null;
        do {
            RequestSpecification request = as("analyst").queryParam("limit", 100);
            if (after != null) {
                request.queryParam("after", after);
            }
            JsonNode page = tree(request.get("/v1/imports/{id}/rows", importId));
            page.get("items").forEach(rows::add);
            after = page.hasNonNull("next") ? page.get("next").asText() : null;
        } while (after != null);
        return rows;
    }

    /** The metrics of these tests, handed over and computed. */
    public static Catalogue handOverCatalogue() {
        return compute(catalogue());
    }

    /** Hands a catalogue over, and waits until its values are ready. */
    public static Catalogue compute(Catalogue catalogue) {
        handOver(catalogue);
        ready(catalogue);
        return catalogue;
    }

    /** Waits until the values of a catalogue are ready. */
    public static void ready(Catalogue catalogue) {
        String path = "/v1/catalogues/" + catalogue.catalogueHash();
        AnswerWatch watch = AnswerWatch.of(TestTokens.withRoles("service"), path);
        await().atMost(LIMIT)
                .until(() -> watch.hasChanged()
                        && tree(as("service").get(path)).path("state").asText().equals("READY"));
    }

    /** Hands a catalogue over without waiting for its values. */
    public static void handOver(Catalogue catalogue) {
        as("service")
                .contentType("application/json")
                .body(catalogue.toJson())
                .put("/v1/catalogues/{hash}", catalogue.catalogueHash())
                .then()
                .statusCode(200);
    }

    /** The metrics of these tests. The analysts' folder is not read: an edit there breaks no test here. */
    public static Catalogue catalogue() {
        return catalogue(Path.of("src/test/resources/rules"));
    }

    /** The metrics of the analysts, for what must hold of any metric. */
    public static Catalogue shippedCatalogue() {
        return catalogue(Path.of(System.getProperty("api-specs"), "..", "rules"));
    }

    private static Catalogue catalogue(Path folder) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(p -> p.toString().endsWith(".yaml")).toList()) {
                files.put(folder.relativize(path).toString(), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Catalogue.parse(files);
    }

    /** Waits until the values of all accounts are those of all that was taken in. */
    public static void computed() {
        await().atMost(LIMIT)
                .until(() -> number("select (select count(*) from metric_dirty) + (select count(*) from metric_sweep)")
                        == 0);
    }

    /** The values of one account, after everything was computed. */
    public static JsonNode values(String accountId) {
        computed();
        return tree(as("csm").get("/v1/accounts/{id}/metrics", accountId)).get("values");
    }

    /** The value of a metric of one account, after everything was computed. */
    public static JsonNode metric(String accountId, String metric) {
        JsonNode all = values(accountId);
        for (JsonNode value : all) {
            if (value.get("metric").asText().equals(metric)) {
                return value;
            }
        }
        throw new AssertionError("There is no value of " + metric + " in " + all);
    }

    /** Puts a record that is not there yet. */
    public static void create(String path, String json) {
        as("admin")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body(json)
                .put(path)
                .then()
                .statusCode(201);
    }

    /** Says until when a source is complete. */
    public static void cover(String source, String kind, LocalDate through) {
        cover(source, kind, null, through);
    }

    /** Says from when until when a source is complete. */
    public static void cover(String source, String kind, LocalDate from, LocalDate through) {
        as("admin")
                .contentType("application/json")
                .body("{" + (from == null ? "" : "\"completeFrom\": \"" + from + "\", ") + "\"completeThrough\": \""
                        + through + "\"}")
                .put("/v1/sources/{source}/coverage/{kind}", source, kind)
                .then()
                .statusCode(200);
    }

    /** Asks for figures. */
    public static JsonNode query(String json) {
        return tree(as("analyst").contentType("application/json").body(json).post("/v1/metrics/query"));
    }

    /** A connection of the service's database user. */
    public static Connection connect() throws SQLException {
        return DATABASE.connect("ingestion");
    }

    /** Runs statements as the service's database user. */
    public static void sql(String... statements) {
        for (String statement : statements) {
            DATABASE.execute("ingestion", statement);
        }
    }

    /** One number from the database. */
    public static long number(String sql) {
        return DATABASE.number("ingestion", sql);
    }

    /** One column of texts from the database. */
    public static List<String> texts(String sql) {
        return DATABASE.texts("ingestion", sql);
    }

    /** Empties everything but the feed. The service's workers go on meanwhile, and the database ends one of two that block each other. */
    public static void forgetEverything() {
        for (int tries = 1; ; tries++) {
            try {
                emptyTables();
                return;
            } catch (IllegalStateException e) {
                if (!inTheWay(e) || tries == 20) {
                    throw e;
                }
            }
        }
    }

    /** Whether the service was at work on the same tables: each waits for the other, or one for longer than it should. */
    private static boolean inTheWay(IllegalStateException e) {
        return e.getCause() instanceof SQLException cause
                && List.of("40P01", "55P03").contains(cause.getSQLState());
    }

    /** Truncates the tables that have rows: to make all of them anew takes longer than most tests. */
    private static void emptyTables() {
        sql(
                // Two batches of an import wait for each other where PostgreSQL does not see it, so this gives way to
                // them soon.
                "set lock_timeout = '2s'; " + """
                do $$
                declare
                    -- First what the worker takes first: then the two rarely block each other.
                    all_tables constant text := 'metric_dirty, account, account_source, contact, account_user, contract_period, ticket,
                        touchpoint, churn_event, usage, sentiment, source_coverage, mapping, import_job, import_chunk,
                        import_row, catalogue, account_values, account_history, contact_history,
                        account_user_history, contract_period_history, ticket_history, touchpoint_history,
                        churn_event_history, usage_history, sentiment_history, source_coverage_history, metric_sweep,
                        record, record_history, metric_use';
                    name text;
                    has_rows boolean;
                    with_rows text[] := '{}';
                begin
                    execute 'lock table ' || all_tables;
                    foreach name in array regexp_split_to_array(all_tables, '[\\s,]+') loop
                        execute format('select exists (select from %I)', name) into has_rows;
                        if has_rows then
                            with_rows := with_rows || name;
                        end if;
                    end loop;
                    if with_rows <> '{}' then
                        execute 'truncate ' || array_to_string(with_rows, ', ') || ' cascade';
                    end if;
                end $$
                """);
    }

    /** JSON to compare with: the order of its fields means nothing. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of a 200 answer. */
    public static JsonNode tree(Response response) {
        try {
            return JSON.readTree(response.then().statusCode(200).extract().asString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tidewatch.engine.standin;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.engine.judging.PartitionWork;
import io.tidewatch.testsuite.AnswerWatch;
import io.tidewatch.testsuite.ServiceClock;
import io.tidewatch.testsuite.TestDatabase;
import io.tidewatch.testsuite.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.ConfigProvider;

/** The service as its users see it, with waits that have a limit. */
public final class Engine {

    /** Longest wait for anything; a bound for hanging, not a measurement. */
    public static final Duration LIMIT = Duration.ofSeconds(120);

    /** Counts the partitions of which not all accounts were judged with the clock, day and rules as they are now. */
    public static final String PARTITIONS_OF_THE_PASS =
            "select count(*) from partition_work where not pass_done or pass_key <> " + PartitionWork.PASS_KEY;

    private static boolean withoutRules;

    private Engine() {}

    /** A request of a person with that role. */
    public static RequestSpecification as(String role) {
        return given().auth()
                .oauth2(TestTokens.forUser(role + "-person", role))
                .accept("application/json, application/problem+json");
    }

    /** Watches what a person with that role is answered. */
    static AnswerWatch watch(String role, String path) {
        return AnswerWatch.of(TestTokens.forUser(role + "-person", role), path);
    }

    /** The readiness of the service, as its orchestrator reads it. */
    public static JsonPath health() {
        return given().get("http://127.0.0.1:"
                        + ConfigProvider.getConfig().getValue("quarkus.management.port", int.class) + "/q/health/ready")
                .jsonPath();
    }

    /** Business time of the service. */
    public static Instant now() {
        return ServiceClock.now();
    }

    /** Its UTC day. */
    public static LocalDate today() {
        return ServiceClock.today();
    }

    /** Lets business time pass at once. */
    public static void pass(Duration time) {
        ServiceClock.pass(time);
    }

    /** Moves to some minutes after the next midnight (UTC), so that a test does not cross a day while it looks. */
    public static void passToNextDay() {
        ServiceClock.passToNextDay();
    }

    /** Waits until the rules of the folder judge. */
    public static void awaitRules() {
        if (withoutRules) {
            throw new IllegalStateException("The rules did not become active in an earlier test");
        }
        withoutRules = true;
        await().atMost(LIMIT.multipliedBy(2)).until(() -> as("analyst")
                .get("/v1/bundles?limit=500")
                .then()
                .extract()
                .jsonPath()
                .getList("items.state")
                .contains("ACTIVE"));
        withoutRules = false;
    }

    /** The flag, once it is as expected. */
    public static JsonPath awaitFlag(String accountId, String threshold, Predicate<JsonPath> expected) {
        AnswerWatch watch = watch("csm", "/v1/flags/" + accountId + "/" + threshold);
        JsonPath[] last = new JsonPath[1];
        await().atMost(LIMIT).until(() -> {
            if (!watch.hasChanged()) {
                return false;
            }
            Response response = as("csm").get("/v1/flags/{a}/{t}", accountId, threshold);
            last[0] = response.statusCode() == 200 ? response.jsonPath() : null;
            return last[0] != null && expected.test(last[0]);
        });
        return last[0];
    }

    /** The flag, once it has that state. */
    public static JsonPath awaitFlag(String accountId, String threshold, String state) {
        return awaitFlag(accountId, threshold, flag -> state.equals(flag.getString("flag.state")));
    }

    /** The state of a flag now; null when there is none. */
    public static String flagState(String accountId, String threshold) {
        Response response = as("csm").get("/v1/flags/{a}/{t}", accountId, threshold);
        return response.statusCode() == 200 ? response.jsonPath().getString("flag.state") : null;
    }

    /** Does something during a maintenance window of two days, which ends right behind it. */
    public static void duringMaintenance(Runnable something) {
        String window = "/v1/maintenance-windows/" + UUID.randomUUID();
        Instant end = now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        as("analyst")
                .contentType("application/json")
                .body(Map.of("startsAt", now().toString(), "endsAt", end.toString(), "reason", "The CRM moves"))
                .put(window)
                .then()
                .statusCode(200);
        try {
            something.run();
        } finally {
            as("analyst").delete(window).then().statusCode(204);
        }
    }

    /** Waits until all accounts were judged with the clock, day and rules as they are now. */
    public static void awaitPass() {
        await().atMost(LIMIT).until(Engine::isPassDone);
    }

    /** Whether all accounts were judged with the clock, day and rules as they are now. */
    public static boolean isPassDone() {
        return number(PARTITIONS_OF_THE_PASS) == 0;
    }

    /** Waits until everything that the peers published of an account is applied and judged. */
    public static void awaitJudged(String accountId) {
        await().atMost(LIMIT)
                .until(() -> number("select count(*) from account_fact where account_id = '" + accountId
                                + "' and not dirty and metrics is not null")
                        == 1);
    }

    /** The newest run of an account, once it is as expected. */
    public static JsonPath awaitRun(String accountId, Predicate<JsonPath> expected) {
        AnswerWatch runs = watch("csm", "/v1/runs?accountId=" + accountId);
        AnswerWatch[] newest = new AnswerWatch[1];
        JsonPath[] last = new JsonPath[1];
        await().atMost(LIMIT).until(() -> {
            if (!runs.hasChanged() && (newest[0] == null || !newest[0].hasChanged())) {
                return false;
            }
            List<String> ids = as("csm")
                    .get("/v1/runs?accountId={a}", accountId)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath()
                    .getList("items.id");
            if (ids.isEmpty()) {
                return false;
            }
            newest[0] = watch("csm", "/v1/runs/" + ids.get(0));
            newest[0].hasChanged();
            last[0] = as("csm")
                    .get("/v1/runs/{id}", ids.get(0))
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            return expected.test(last[0]);
        });
        return last[0];
    }

    /** The run of an account, opened. */
    public static JsonPath awaitRun(String accountId) {
        return awaitRun(accountId, run -> true);
    }

    /** The sentence of a judgement that holds of a run; null when the judgement does not hold. */
    public static String judgement(JsonPath run, String word) {
        return run.getString("run.judgements.find { it.word == '" + word + "' }.sentence");
    }

    /** Kind and step of all actions that the feed published of the account, in order. */
    public static List<String> actions(String accountId) {
        return texts("""
                select data->>'kind' || ' ' || (data->>'step') from feed_change
                where type = 'action' and data->'account'->>'id' = ? order by seq
                """, accountId);
    }

    /** Waits for an action of that kind and step. */
    public static void awaitAction(String accountId, String action) {
        await().atMost(LIMIT).until(() -> actions(accountId).contains(action));
    }

    /** Runs a statement in the database of the service. */
    public static void sql(String statement, Object... parameters) {
        TestDatabase.shared().execute("rules", statement, parameters);
    }

    /** The first column of a query. */
    public static List<String> texts(String sql, Object... parameters) {
        return TestDatabase.shared().texts("rules", sql, parameters);
    }

    /** One number. */
    public static long number(String sql) {
        return TestDatabase.shared().number("rules", sql);
    }
}

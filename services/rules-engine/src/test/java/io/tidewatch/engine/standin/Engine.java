package io.tidewatch.engine.standin;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.restassured.OpenApiValidationFilter;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.testsuite.TestDatabase;
import io.tidewatch.testsuite.TestTokens;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.ConfigProvider;

/** The service as its users see it, with waits that have a limit; every exchange is checked against the contract. */
public final class Engine {

    /** Longest wait for anything; a bound for hanging, not a measurement. */
    public static final Duration LIMIT = Duration.ofSeconds(40);

    private static final OpenApiValidationFilter CONTRACT = contract(LevelResolver.create());
    private static final OpenApiValidationFilter CONTRACT_OF_ANSWERS =
            contract(LevelResolver.create().withLevel("validation.request", ValidationReport.Level.IGNORE));

    private static boolean withoutRules;

    private Engine() {}

    /** A request with the token of somebody who has the role. */
    public static RequestSpecification as(String role) {
        return bearing(TestTokens.forUser(role + "-person", role))
                .filter(CONTRACT)
                .accept("application/json");
    }

    /** A request that breaks the contract on purpose; the answer is checked all the same. */
    public static RequestSpecification wronglyAs(String role) {
        return wronglyBearing(TestTokens.forUser(role + "-person", role));
    }

    /** A request that breaks the contract on purpose, with this token or, when it is null, with none. */
    public static RequestSpecification wronglyBearing(String token) {
        return bearing(token).filter(CONTRACT_OF_ANSWERS).accept("application/json, application/problem+json");
    }

    private static RequestSpecification bearing(String token) {
        return token == null ? given() : given().auth().oauth2(token);
    }

    private static OpenApiValidationFilter contract(LevelResolver.Builder levels) {
        String contract = Path.of(System.getProperty("api-specs"), "rules-engine", "openapi.yaml")
                .normalize()
                .toUri()
                .toString();
        return new OpenApiValidationFilter(OpenApiInteractionValidator.createForSpecificationUrl(contract)
                .withLevelResolver(levels.build())
                .build());
    }

    /** The readiness of the service, as its orchestrator reads it. */
    public static JsonPath health() {
        return given().get("http://127.0.0.1:"
                        + ConfigProvider.getConfig().getValue("quarkus.management.port", int.class) + "/q/health/ready")
                .jsonPath();
    }

    /** Business time of the service. */
    public static Instant now() {
        return Instant.parse(
                as("analyst").get("/v1/clock").then().statusCode(200).extract().path("now"));
    }

    /** Its UTC day. */
    public static LocalDate today() {
        return now().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Lets business time pass at once. */
    public static void pass(Duration time) {
        long offset = as("admin")
                .get("/v1/clock")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("offsetSeconds");
        as("admin")
                .contentType("application/json")
                .body(Map.of("offsetSeconds", offset + time.toSeconds()))
                .put("/v1/clock")
                .then()
                .statusCode(200);
    }

    /** Moves to some minutes after the next midnight (UTC), so that a test does not cross a day while it looks. */
    public static void passToNextDay() {
        Instant midnight =
                today().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(300);
        pass(Duration.between(now(), midnight));
    }

    /** Waits until the rules of the folder judge. */
    public static void awaitRules() {
        Peers.dispatch();
        Peers.ingestion();
        if (withoutRules) {
            throw new IllegalStateException("The rules did not come to work in an earlier test");
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
        JsonPath[] last = new JsonPath[1];
        await().atMost(LIMIT).until(() -> {
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

    /** Waits until all accounts were judged with the clock, day and rules as they are now. */
    public static void awaitPass() {
        String behind = """
                select count(*) from partition_work w, active_bundle a, clock_offset c
                where not w.pass_done
                   or w.pass_key <> coalesce(a.hash, '') || ' ' || business_today() || ' ' || c.offset_seconds
                """;
        await().atMost(LIMIT).until(() -> number(behind) == 0);
    }

    /** Waits until everything that the peers told of an account is applied and judged. */
    public static void awaitJudged(String accountId) {
        await().atMost(LIMIT)
                .until(() -> number("select count(*) from account_fact where account_id = '" + accountId
                                + "' and not dirty and metrics is not null")
                        == 1);
    }

    /** The run of an account, once it is as expected. */
    public static JsonPath awaitRun(String accountId, Predicate<JsonPath> expected) {
        JsonPath[] last = new JsonPath[1];
        await().atMost(LIMIT).until(() -> {
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

    /** Kind and step of all actions that the feed told of the account, in order. */
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
        try (Connection connection = TestDatabase.shared().connect("rules");
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int index = 0; index < parameters.length; index++) {
                prepared.setObject(index + 1, parameters[index]);
            }
            prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of a query with one parameter. */
    public static List<String> texts(String sql, String parameter) {
        try (Connection connection = TestDatabase.shared().connect("rules");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One number. */
    public static long number(String sql) {
        try (Connection connection = TestDatabase.shared().connect("rules");
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

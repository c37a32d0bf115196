package io.tidewatch.dispatch.standin;

import static io.restassured.RestAssured.given;

import io.tidewatch.testsuite.TestDatabase;
import io.tidewatch.testsuite.TestTokens;
import java.util.List;
import java.util.Map;

/** What the service publishes of its messages, and what is in its tables. */
public final class Messages {

    private Messages() {}

    /** As the API lists them, the newest first. */
    public static List<Map<String, Object>> ofAccount(String accountId) {
        return given().auth()
                .oauth2(TestTokens.withRoles("admin"))
                .queryParam("accountId", accountId)
                .get("/v1/messages")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    /** As the API shows one. */
    public static Map<String, Object> detail(Object id) {
        return given().auth()
                .oauth2(TestTokens.withRoles("admin"))
                .get("/v1/messages/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .path("$");
    }

    /** Those who could not be found. */
    public static List<Map<String, Object>> unfound() {
        return given().auth()
                .oauth2(TestTokens.withRoles("cs-leader"))
                .queryParam("limit", 500)
                .get("/v1/unfound-recipients")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    /** Why the actions of an account wait; empty when none does. */
    public static String waitingActions(String accountId) {
        return text(
                "select coalesce(string_agg(problem, ' '), '') from action where state = 'WAITING' and account_id = ?",
                accountId);
    }

    /** Why an action was set aside. */
    public static String refused(String actionId) {
        return text("select problem from action where state = 'REFUSED' and id = ?", actionId);
    }

    /** The data of the changes of a type about an account, as JSON text. */
    public static String changes(String type, String accountId) {
        return text(
                "select coalesce(string_agg(data::text, E'\\n' order by seq), '') from feed_change where type = '"
                        + type + "' and data ->> 'accountId' = ?",
                accountId);
    }

    /** The first text that a query with one parameter finds; null when it finds none. */
    public static String text(String sql, String parameter) {
        List<String> found = TestDatabase.shared().texts("dispatch", sql, parameter);
        return found.isEmpty() ? null : found.getFirst();
    }
}

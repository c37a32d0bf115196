package io.tidewatch.testsuite;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The audit log of the service under test, as an administrator reads it. */
public final class AuditTrail {

    private AuditTrail() {}

    /** What was done to things of an account, the oldest first: kind of actor, actor, action, kind, id, details. */
    public static List<String> ofAccount(String accountId) {
        return lines(Map.of("accountId", accountId));
    }

    /** What was done to one thing, the oldest first. */
    public static List<String> of(String kind, String target) {
        return lines(Map.of("kind", kind, "target", target));
    }

    private static List<String> lines(Map<String, String> filter) {
        JsonPath page = given().auth()
                .oauth2(TestTokens.withRoles("admin"))
                .queryParams(filter)
                .get("/v1/audit")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> entry : page.<Map<String, Object>>getList("items")) {
            lines.add(entry.get("actorKind") + " " + entry.get("actor") + " " + entry.get("action") + " "
                    + entry.get("kind") + " " + entry.get("target") + " " + entry.get("change"));
        }
        Collections.reverse(lines);
        return lines;
    }
}

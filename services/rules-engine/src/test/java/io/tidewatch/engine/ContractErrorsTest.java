package io.tidewatch.engine;

import static org.hamcrest.Matchers.endsWith;

import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers to wrong requests: the problems that the contract names, and no others. */
@EngineTest
class ContractErrorsTest {

    private static final UUID NO_RUN = new UUID(0, 0);

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        notFound("csm", "/v1/runs/" + NO_RUN, "run-not-found");
        notFound("csm", "/v1/flags/nobody/executive-silence", "flag-not-found");
        notFound("csm", "/v1/bundles/" + "0".repeat(64), "bundle-not-found");
        Engine.as("csm")
                .put("/v1/runs/" + NO_RUN + "/tasks/sponsor-mail/completion")
                .then()
                .statusCode(404);
        Engine.as("csm").put("/v1/runs/" + NO_RUN + "/acknowledgement").then().statusCode(404);
        Engine.as("admin")
                .put("/v1/bundles/" + "0".repeat(64) + "/activation")
                .then()
                .statusCode(404);
    }

    @Test
    void pagesAndFiltersThatNobodyCanFollowAreBadRequests() {
        for (String path : List.of("/v1/bundles", "/v1/runs", "/v1/flags")) {
            bad(path + "?after=not-a-page");
            wrong(path + "?limit=0");
            wrong(path + "?limit=501");
        }
        bad("/v1/runs?state=SLEEPING");
        bad("/v1/flags?state=SLEEPING");
        wrong("/v1/bundles/not-a-hash");
        wrong("/v1/flags/" + "a".repeat(101) + "/x");
        Engine.as("service")
                .get("/v1/snapshot?partition=1&after=not-a-page")
                .then()
                .statusCode(400);
        Engine.as("service").get("/v1/snapshot?partition=65").then().statusCode(400);
        Engine.as("csm").get("/v1/runs/not-a-uuid").then().statusCode(404);
    }

    @Test
    void cursorsOfAnotherFeedBeginAnewAndCursorsGivenTwiceAreBadRequests() {
        Map<String, Object> foreign = Map.of("partition", 1, "cursor", UUID.randomUUID() + ":0");
        read(List.of(foreign)).then().statusCode(410).body("type", endsWith("/feed-reset"));
        read(List.of(foreign, foreign)).then().statusCode(400).body("type", endsWith("/invalid-request"));
    }

    private static io.restassured.response.Response read(List<Map<String, Object>> cursors) {
        return Engine.as("service")
                .contentType("application/json")
                .body(Map.of("cursors", cursors))
                .post("/v1/changes/read");
    }

    private static void notFound(String role, String path, String slug) {
        Engine.as(role).get(path).then().statusCode(404).body("type", endsWith("/" + slug));
    }

    private static void bad(String path) {
        Engine.as("csm").get(path).then().statusCode(400);
    }

    private static void wrong(String path) {
        Engine.as("csm").get(path).then().statusCode(400);
    }
}

package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests whose transaction PostgreSQL rolled back, as in a deadlock, are run again before the caller hears of it. */
@EngineTest
class RolledBackWritesTest {

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @Test
    void cancellingARunIsRunAgain() {
        String run = openRun().getString("run.id");
        String path = "/v1/runs/" + run + "/cancellation";

        Response cancelled =
                afterTwoDeadlocks("update on playbook_run", "new.id = '" + run + "'", () -> Engine.as("cs-leader")
                        .put(path));

        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(cancelled.<String>path("run.state")).isEqualTo("CANCELLED");
    }

    @Test
    void cancellingTheRunsOfAPlaybookIsRunAgain() {
        openRun();

        Response cancelled =
                afterTwoDeadlocks("update on playbook_run", "new.cancel_reason is not null", () -> Engine.as("analyst")
                        .contentType("application/json")
                        .body(Map.of("playbook", "executive-re-engagement"))
                        .post("/v1/runs/cancellations"));

        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(cancelled.<Integer>path("runs")).isPositive();
    }

    private static JsonPath openRun() {
        ExampleAccount account = ExampleAccount.named("deadlock")
                .sponsorSilentSince(Engine.today().minusDays(45), LocalDate.of(2099, 1, 1), 0)
                .publish();
        return Engine.awaitRun(account.id());
    }

    @Test
    void uploadingActivatingAndDeletingABundleAreRunAgain() {
        Map<String, String> files = Bundles.rules();
        files.put("messages/left-over.yaml", "id: left-over-after-a-deadlock\n");
        Response uploaded = afterTwoDeadlocks("insert on rule_bundle", "true", () -> Bundles.upload(files));
        assertThat(uploaded.statusCode()).isEqualTo(202);
        String hash = Bundles.checked(uploaded).getString("hash");

        Response deleted =
                afterTwoDeadlocks("delete on rule_bundle", "old.hash = '" + hash + "'", () -> Engine.as("analyst")
                        .accept("application/problem+json")
                        .delete("/v1/bundles/" + hash));
        assertThat(deleted.statusCode()).isEqualTo(204);

        Response activated = afterTwoDeadlocks("update on active_bundle", "true", () -> Engine.as("analyst")
                .put("/v1/bundles/" + FixtureRules.bundle().hash() + "/activation"));
        assertThat(activated.statusCode()).isEqualTo(200);
    }

    /** The answer to a request whose first two transactions the database ends; a sequence outlives their roll-back. */
    private static Response afterTwoDeadlocks(String event, String when, Supplier<Response> request) {
        Engine.sql("create sequence deadlocks");
        Engine.sql("""
                create function deadlock() returns trigger language plpgsql as $$ begin
                    if nextval('deadlocks') <= 2 then raise exception 'deadlock' using errcode = '40P01'; end if;
                    return coalesce(new, old);
                end $$""");
        Engine.sql("create trigger deadlock before " + event + " for each row when (" + when
                + ") execute function deadlock()");
        try {
            return request.get();
        } finally {
            Engine.sql("drop function deadlock() cascade");
            Engine.sql("drop sequence deadlocks");
        }
    }
}

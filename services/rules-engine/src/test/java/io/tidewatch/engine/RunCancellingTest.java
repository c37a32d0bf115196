package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wrong change can be stopped: runs are cancelled one by one, by playbook, by bundle, and when rules are replaced. */
@EngineTest
class RunCancellingTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    private static ExampleAccount silent() {
        return ExampleAccount.named("cancelled")
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
    }

    private static JsonPath awaitCancelled(ExampleAccount account) {
        JsonPath run =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("CANCELLED"));
        assertThat(run.getList("steps.findAll { it.kind == 'ESCALATION' }.state"))
                .containsOnly("SKIPPED");
        assertThat(Engine.texts(
                        "select data->>'state' from feed_change where type = 'run' and data->>'accountId' = ?"
                                + " order by seq desc limit 1",
                        account.id()))
                .containsExactly("CANCELLED");
        return run;
    }

    @Test
    void aCancelledRunSendsNothingMore() {
        ExampleAccount account = silent();
        String path = "/v1/runs/" + Engine.awaitRun(account.id()).getString("run.id") + "/cancellation";
        List<String> opening = Engine.actions(account.id());

        Engine.as("cs-leader").put(path).then().statusCode(200).body("run.state", equalTo("CANCELLED"));
        Engine.as("cs-leader").put(path).then().statusCode(200);

        JsonPath run = awaitCancelled(account);
        assertThat(run.getList("steps.findAll { it.state == 'SKIPPED' }.reason"))
                .containsOnly("Cancelled by cs-leader-person@example.com.");
        Engine.pass(Duration.ofDays(8));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).isEqualTo(opening);
    }

    @Test
    void allRunsOfAPlaybookOrOfABundleAreCancelled() {
        for (Map<String, String> which : List.of(
                Map.of("playbook", "executive-re-engagement"),
                Map.of("bundleHash", FixtureRules.bundle().hash()))) {
            ExampleAccount one = silent();
            ExampleAccount other = silent();
            Engine.awaitRun(one.id());
            Engine.awaitRun(other.id());

            cancel(which).then().statusCode(200).body("runs", greaterThanOrEqualTo(2));

            awaitCancelled(one);
            awaitCancelled(other);
        }
        cancel(Map.of()).then().statusCode(422).body("type", endsWith("/cancellation-not-clear"));
    }

    @Test
    void runsBehindAThousandOthersAreCancelledToo() {
        ExampleAccount account = silent();
        String run = Engine.awaitRun(account.id()).getString("run.id");
        try {
            // Their accounts come before in every order, and are not known, so nothing judges them.
            Engine.sql("""
                    insert into playbook_run (id, account_id, partition, playbook, playbook_name, threshold_id, raising, bundle_hash,
                                              state, opened_at, ends_at, judgements, done_steps, version, flag, hops)
                    select gen_random_uuid(), '000-' || n, partition, 'of-others', playbook_name, threshold_id, raising, bundle_hash,
                           state, opened_at, ends_at, judgements, done_steps, version, flag, hops
                    from playbook_run, generate_series(1, 1001) n where id = '%s'""".formatted(run));

            cancel(Map.of("playbook", "executive-re-engagement"))
                    .then()
                    .statusCode(200)
                    .body("runs", greaterThanOrEqualTo(1));

            awaitCancelled(account);
            assertThat(Engine.texts(
                            "select count(*)::text from playbook_run where playbook = ? and cancel_reason is null",
                            "of-others"))
                    .containsExactly("1001");
        } finally {
            Engine.sql("delete from playbook_run where playbook = 'of-others'");
        }
    }

    private static io.restassured.response.Response cancel(Map<String, String> which) {
        return Engine.as("analyst").contentType("application/json").body(which).post("/v1/runs/cancellations");
    }

    @Test
    void rulesThatNoLongerHaveThePlaybookOrAreRolledBackWithCancelRunsEndItsRuns() {
        ExampleAccount account = silent();
        Engine.awaitRun(account.id());
        Map<String, String> files = Bundles.rules();
        files.keySet().removeIf(file -> file.startsWith("playbooks/"));
        String without = Bundles.stored(files);

        Bundles.activate(without);

        awaitCancelled(account);
        Bundles.activate(FixtureRules.bundle().hash());
        ExampleAccount later = silent();
        Engine.awaitRun(later.id());
        files = Bundles.rules();
        files.put(
                "thresholds/seat-limit.drl.csv",
                files.get("thresholds/seat-limit.drl.csv").replace(",85,", ",79,"));
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        String next = Bundles.stored(files);
        Engine.as("analyst")
                .put("/v1/bundles/" + next + "/activation?cancelRuns=true")
                .then()
                .statusCode(200);

        awaitCancelled(later);
    }
}

package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People skip steps of runs, assign, comment, close and cancel them, with a reason. */
@EngineTest
class RunChangingTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);

    private ExampleAccount account;
    private String run;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
        account = ExampleAccount.named("changed")
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
        run = "/v1/runs/" + Engine.awaitRun(account.id()).getString("run.id");
    }

    private ValidatableResponse put(String path, Map<String, String> body) {
        return Engine.as("cs-leader")
                .contentType("application/json")
                .body(body)
                .put(run + path)
                .then();
    }

    private List<String> published() {
        return Engine.texts("""
                select (data->'entry'->>'what') || ' ' || (data->'entry'->>'reason') from feed_change
                where type = 'run-history' and data->>'accountId' = ? order by seq
                """, account.id());
    }

    private static String step(JsonPath run, String step, String field) {
        return run.getString("steps.find { it.step == '" + step + "' }." + field);
    }

    @Test
    void aSkippedStepIsShownWithItsReasonAndDoesNotHappen() {
        Map<String, String> reason = Map.of("reason", "I met the sponsor at a fair");
        for (int i = 0; i < 2; i++) {
            put("/steps/leadership-outreach-leader/skip", reason)
                    .statusCode(200)
                    .body("history", hasSize(1));
        }
        Engine.awaitRun(account.id(), r -> r.getString("run.nextStep").endsWith("escalation: renewal risk protocol"));

        Engine.pass(Duration.ofDays(8));
        Engine.awaitAction(account.id(), "REMINDER sponsor-mail-reminder");
        Engine.awaitPass();

        assertThat(Engine.actions(account.id())).noneMatch(action -> action.startsWith("ESCALATION"));
        JsonPath seen = Engine.awaitRun(account.id());
        assertThat(step(seen, "leadership-outreach-leader", "state")).isEqualTo("SKIPPED");
        assertThat(step(seen, "leadership-outreach-leader", "reason"))
                .isEqualTo("Skipped by cs-leader-person@example.com: I met the sponsor at a fair");
        assertThat(published()).containsExactly("STEP_SKIPPED I met the sponsor at a fair");
    }

    @Test
    void aSkippedTaskStaysSkippedAndSendsNoReminder() {
        put("/steps/sponsor-mail/skip", Map.of("reason", "The sponsor has left"))
                .statusCode(200)
                .body("history[0].step", equalTo("sponsor-mail"));
        Engine.pass(Duration.ofDays(8));
        Engine.awaitAction(account.id(), "ESCALATION leadership-outreach-leader");
        assertThat(Engine.actions(account.id())).noneMatch(action -> action.startsWith("REMINDER"));
        assertThat(step(Engine.awaitRun(account.id()), "sponsor-mail", "state")).isEqualTo("SKIPPED");
    }

    @Test
    void aStepThatIsDoneOrThatTheRunDoesNotHaveCannotBeSkipped() {
        Map<String, String> reason = Map.of("reason", "Why not");
        put("/steps/sales-alert/skip", reason).statusCode(409).body("type", endsWith("/step-done"));
        put("/steps/no-such-step/skip", reason).statusCode(404).body("type", endsWith("/step-not-found"));
        put("/steps/sponsor-mail/skip", Map.of()).statusCode(400);
    }

    @Test
    void anAssignedRunKeepsItsOwnerAndSendsItsRemindersThere() {
        Map<String, String> owner = Map.of("email", "cleo@example.com", "reason", "Nadia is on leave");
        for (int i = 0; i < 2; i++) {
            put("/owner", owner)
                    .statusCode(200)
                    .body("run.ownerEmail", equalTo("cleo@example.com"))
                    .body("history.owner", contains("cleo@example.com"));
        }
        account.csm("someone-else@example.com").publish();
        Engine.awaitJudged(account.id());
        Engine.pass(Duration.ofDays(1).plusMinutes(1));
        Engine.awaitAction(account.id(), "REMINDER sponsor-mail-reminder");
        assertThat(Engine.texts("""
                        select data->'account'->>'csmEmail' from feed_change
                        where type = 'action' and data->>'kind' = 'REMINDER' and data->'account'->>'id' = ?
                        """, account.id())).containsExactly("cleo@example.com");
        put("/owner", Map.of("email", "nobody", "reason", "x")).statusCode(400);
    }

    @Test
    void aCommentIsAddedOnceAndAlsoToAClosedRun() {
        String comment = "/comments/" + UUID.randomUUID();
        Engine.as("cs-leader").put(run + "/cancellation").then().statusCode(200);
        for (int i = 0; i < 2; i++) {
            put(comment, Map.of("text", "They asked us to wait.\nUntil May."))
                    .statusCode(200)
                    .body("history.what", contains("COMMENTED", "CANCELLED"))
                    .body("history[0].reason", equalTo("They asked us to wait.\nUntil May."))
                    .body("history[0].by", equalTo("cs-leader-person@example.com"));
        }
        put(comment, Map.of("text", "Something else")).statusCode(409).body("type", endsWith("/comment-id-taken"));
    }

    @Test
    void aRunIsClosedByTheVerdictOfAPersonAndStaysClosed() {
        Map<String, String> verdict = Map.of("state", "SUCCEEDED", "reason", "They signed");
        for (int i = 0; i < 2; i++) {
            put("/outcome", verdict)
                    .statusCode(200)
                    .body("run.state", equalTo("SUCCEEDED"))
                    .body("run.nextStep", nullValue())
                    .body("history[0].what", equalTo("CLOSED"));
        }
        List<String> before = Engine.actions(account.id());
        Engine.pass(Duration.ofDays(8));
        Engine.awaitPass();
        JsonPath seen = Engine.awaitRun(account.id());
        assertThat(seen.getString("run.state")).isEqualTo("SUCCEEDED");
        assertThat(step(seen, "leadership-outreach-leader", "reason"))
                .isEqualTo("Closed by cs-leader-person@example.com: They signed");
        assertThat(Engine.actions(account.id())).isEqualTo(before);
        put("/outcome", Map.of("state", "FAILED", "reason", "No")).statusCode(409);
        put("/steps/sponsor-mail/skip", Map.of("reason", "Late")).statusCode(409);
    }

    @Test
    void aCancellationKeepsItsReason() {
        put("/cancellation", Map.of("reason", "A wrong import"))
                .statusCode(200)
                .body("history[0].reason", equalTo("A wrong import"));
        JsonPath cancelled =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("CANCELLED"));
        assertThat(step(cancelled, "leadership-outreach-leader", "reason"))
                .isEqualTo("Cancelled by cs-leader-person@example.com: A wrong import");
        assertThat(published()).containsExactly("CANCELLED A wrong import");
    }
}

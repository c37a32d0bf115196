package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.Peers;
import io.tidewatch.feed.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EngineTest
class PlaybookRunTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final List<String> OPENING =
            List.of("TASK sponsor-mail", "CRM_UPDATE crm-at-risk", "ALERT sales-alert", "NOTICE leadership-notice");

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    private static ExampleAccount silent(String name) {
        return ExampleAccount.named(name)
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
    }

    private static Instant openedAt(JsonPath run) {
        return Instant.parse(run.getString("run.openedAt"));
    }

    /** Moves to so long after the opening of the run. */
    private static void passTo(JsonPath run, Duration sinceOpening) {
        Engine.pass(Duration.between(Engine.now(), openedAt(run).plus(sinceOpening)));
    }

    private static String day(Instant time) {
        return DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).format(time.atOffset(ZoneOffset.UTC));
    }

    private static List<String> without(List<String> actions, String kind) {
        return actions.stream().filter(action -> !action.startsWith(kind)).toList();
    }

    @Test
    void aRaisedFlagOpensOneRunWithItsFirstActions() {
        ExampleAccount account = silent("opening");

        JsonPath run = Engine.awaitRun(account.id());

        assertThat(run.getString("run.state")).isEqualTo("OPEN");
        assertThat(run.getString("run.playbook")).isEqualTo("executive-re-engagement");
        assertThat(run.getString("run.ownerEmail")).isEqualTo("nadia@example.com");
        assertThat(run.getString("run.nextStep"))
                .isEqualTo(
                        "Reminder to the CSM; on %s escalation: leadership outreach",
                        day(openedAt(run).plus(Duration.ofDays(7))));
        assertThat(Engine.actions(account.id())).isEqualTo(OPENING);
        assertThat(run.getList("steps.findAll { it.kind == 'TASK' }.state")).containsExactly("OPEN");
        assertThat(run.getList("steps.findAll { it.kind == 'TASK' }.title")).containsExactly("Write to the sponsor");
        assertThat(run.getList("steps.findAll { it.kind == 'ESCALATION' }.title"))
                .contains("Escalation to CS leadership: leadership outreach leader");
        List<String> task = Engine.texts("""
                select data->'message'->>'subject' || '|' || (data->'draft'->>'id') || '|' || (data->'account'->>'csmEmail')
                       || '|' || (data->>'dueAt') || '|' || (data->'flag'->'evidence'->>'sentence')
                from feed_change where type = 'action' and data->>'kind' = 'TASK' and data->'account'->>'id' = ?
                """, account.id());
        assertThat(task).singleElement().asString().contains("sponsor-draft", "nadia@example.com", "2 times");
    }

    @Test
    void withoutAResponseLeadershipReachesOutAfterSevenDaysAndTheProtocolBeginsAfterFourteen() {
        ExampleAccount account = silent("unanswered");
        JsonPath run = Engine.awaitRun(account.id());

        passTo(run, Duration.ofHours(24).minusMinutes(5));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).isEqualTo(OPENING);

        passTo(run, Duration.ofHours(24));
        Engine.awaitAction(account.id(), "REMINDER sponsor-mail-reminder");
        passTo(run, Duration.ofDays(7).minusMinutes(5));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).noneMatch(action -> action.startsWith("ESCALATION"));

        passTo(run, Duration.ofDays(7));
        Engine.awaitAction(account.id(), "ESCALATION leadership-outreach-leader");
        assertThat(Engine.texts(
                        "select data->'flag'->'evidence'->>'sentence' from feed_change where type = 'action'"
                                + " and data->>'kind' = 'ESCALATION' and data->'account'->>'id' = ?",
                        account.id()))
                .as("an escalation speaks of the silence as it is by then")
                .singleElement()
                .asString()
                .contains("52 days");
        Engine.awaitRun(account.id(), r -> r.getString("run.nextStep").endsWith("escalation: renewal risk protocol"));
        passTo(run, Duration.ofDays(14).minusMinutes(5));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).noneMatch(action -> action.contains("renewal-risk"));

        passTo(run, Duration.ofDays(14));
        Engine.awaitAction(account.id(), "CRM_UPDATE crm-renewal-risk");
        Engine.awaitRun(account.id(), r -> r.getString("run.nextStep").endsWith("the playbook ends"));

        Peers.ingestion().beginNewEpoch();
        passTo(run, Duration.ofDays(30));
        Engine.awaitAction(account.id(), "NOTICE failure-leader");
        JsonPath closed =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("FAILED"));
        assertThat(closed.getString("run.nextStep")).isNull();
        Engine.pass(Duration.ofDays(5));
        Engine.awaitPass();

        assertThat(without(Engine.actions(account.id()), "REMINDER"))
                .containsExactly(
                        "TASK sponsor-mail",
                        "CRM_UPDATE crm-at-risk",
                        "ALERT sales-alert",
                        "NOTICE leadership-notice",
                        "ESCALATION leadership-outreach-leader",
                        "ESCALATION renewal-risk-leader",
                        "ESCALATION renewal-risk-sales",
                        "ESCALATION renewal-risk-executive",
                        "CRM_UPDATE crm-renewal-risk",
                        "NOTICE failure-leader");
    }

    @Test
    void acknowledgingStopsRemindersAndNoEscalation() {
        ExampleAccount account = silent("acknowledged");
        JsonPath run = Engine.awaitRun(account.id());
        ObjectNode acknowledgement = new ObjectMapper()
                .createObjectNode()
                .put("id", UUID.randomUUID().toString())
                .put("runId", run.getString("run.id"))
                .put("accountId", account.id())
                .put("by", "nadia@example.com")
                .put("at", Engine.now().toString());
        Peers.dispatch()
                .publish(
                        account.id(),
                        "acknowledgement",
                        acknowledgement.get("id").asText(),
                        acknowledgement);
        JsonPath acknowledged = Engine.awaitRun(account.id(), r -> r.getString("run.acknowledgedBy") != null);
        assertThat(acknowledged.getString("run.acknowledgedBy")).isEqualTo("nadia@example.com");
        assertThat(task(acknowledged)).containsEntry("state", "OPEN");

        passTo(run, Duration.ofDays(7));

        Engine.awaitAction(account.id(), "ESCALATION leadership-outreach-leader");
        assertThat(Engine.actions(account.id())).noneMatch(action -> action.startsWith("REMINDER"));
    }

    @Test
    void anAnswerThatTheTaskIsDoneTicksItAndStopsRemindersButNoEscalation() {
        ExampleAccount account = silent("done");
        JsonPath run = Engine.awaitRun(account.id());

        answer(account, run, UUID.randomUUID(), "sponsor-mail", true);
        answer(account, run, UUID.randomUUID(), "sponsor-mail", true);

        JsonPath done = Engine.awaitRun(account.id(), r -> task(r).get("state").equals("DONE"));
        assertThat(task(done)).containsEntry("doneBy", "nadia@example.com");
        assertThat(done.getString("run.acknowledgedBy")).isEqualTo("nadia@example.com");
        passTo(run, Duration.ofDays(7));
        Engine.awaitAction(account.id(), "ESCALATION leadership-outreach-leader");
        assertThat(Engine.actions(account.id())).noneMatch(action -> action.startsWith("REMINDER"));
        assertThat(task(Engine.awaitRun(account.id()))).isEqualTo(task(done));
    }

    @Test
    void whoTookTheTaskUpMaySayLaterThatItIsDone() {
        ExampleAccount account = silent("later-done");
        JsonPath run = Engine.awaitRun(account.id());
        UUID id = UUID.randomUUID();
        answer(account, run, id, "sponsor-mail", false);
        JsonPath takenUp = Engine.awaitRun(account.id(), r -> r.getString("run.acknowledgedBy") != null);
        assertThat(task(takenUp)).containsEntry("state", "OPEN");

        answer(account, run, id, "sponsor-mail", true);

        Engine.awaitRun(account.id(), r -> task(r).get("state").equals("DONE"));
    }

    @Test
    void anAnswerToAReminderThatTheTaskIsDoneTicksTheTask() {
        ExampleAccount account = silent("reminded");
        JsonPath run = Engine.awaitRun(account.id());
        passTo(run, Duration.ofHours(25));
        Engine.awaitAction(account.id(), "REMINDER sponsor-mail-reminder");

        answer(account, run, UUID.randomUUID(), "sponsor-mail-reminder", true);

        Engine.awaitRun(account.id(), r -> task(r).get("state").equals("DONE"));
    }

    private static void answer(ExampleAccount account, JsonPath run, UUID id, String step, boolean done) {
        ObjectNode answer = new ObjectMapper()
                .createObjectNode()
                .put("id", id.toString())
                .put("runId", run.getString("run.id"))
                .put("accountId", account.id())
                .put("step", step)
                .put("by", "nadia@example.com")
                .put("at", Engine.now().toString())
                .put("done", done);
        Peers.dispatch().publish(account.id(), "acknowledgement", id.toString(), answer);
    }

    private static Map<String, Object> task(JsonPath run) {
        return run.getMap("steps.find { it.kind == 'TASK' }");
    }

    @Test
    void salesSayingThatTheyHaveReadTheAlertStopsNoReminder() {
        ExampleAccount account = silent("read-by-sales");
        JsonPath run = Engine.awaitRun(account.id());

        answer(account, run, UUID.randomUUID(), "sales-alert", false);
        passTo(run, Duration.ofHours(24));

        Engine.awaitAction(account.id(), "REMINDER sponsor-mail-reminder");
        assertThat(Engine.awaitRun(account.id()).getString("run.acknowledgedBy"))
                .isNull();
    }

    @Test
    void tickingTheTaskStopsRemindersAndIsWrittenDownOnce() {
        ExampleAccount account = silent("ticked");
        JsonPath run = Engine.awaitRun(account.id());
        String path = "/v1/runs/" + run.getString("run.id") + "/tasks/sponsor-mail/completion";

        JsonPath ticked =
                Engine.as("csm").put(path).then().statusCode(200).extract().jsonPath();
        assertThat(ticked.getString("run.acknowledgedBy")).isEqualTo("csm-person@example.com");
        assertThat(ticked.getList("steps.findAll { it.kind == 'TASK' }.doneBy"))
                .containsExactly("csm-person@example.com");
        JsonPath again =
                Engine.as("sales").put(path).then().statusCode(200).extract().jsonPath();
        assertThat(again.getList("steps.findAll { it.kind == 'TASK' }.doneBy"))
                .containsExactly("csm-person@example.com");

        passTo(run, Duration.ofDays(2));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).isEqualTo(OPENING);
        Engine.as("csm")
                .put("/v1/runs/" + run.getString("run.id") + "/tasks/no-such/completion")
                .then()
                .statusCode(404);
    }

    @Test
    void doingAnotherTaskStopsNoReminder() {
        ExampleAccount account = silent("another-task");
        JsonPath run = Engine.awaitRun(account.id());
        String id = run.getString("run.id");
        Engine.sql("""
                insert into playbook_step (run_id, step, kind, occurrence, title, audience, state, due_at)
                select run_id, 'another-task', kind, occurrence, title, audience, state, due_at
                from playbook_step where run_id = ?::uuid and step = 'sponsor-mail'
                """, id);

        JsonPath ticked = Engine.as("csm")
                .put("/v1/runs/" + id + "/tasks/another-task/completion")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(ticked.getString("steps.find { it.step == 'another-task' }.doneBy"))
                .isEqualTo("csm-person@example.com");
        assertThat(ticked.getString("run.acknowledgedBy")).isNull();
        passTo(run, Duration.ofHours(24));
        Engine.awaitAction(account.id(), "REMINDER sponsor-mail-reminder");
    }

    @Test
    void aClosedRunIsTakenUpByNobodyNewAndDoesNotHoldUpTheFeed() {
        ExampleAccount account = silent("closed");
        JsonPath run = Engine.awaitRun(account.id());
        String path = "/v1/runs/" + run.getString("run.id") + "/acknowledgement";
        Engine.as("csm").put(path).then().statusCode(200).body("run.acknowledgedBy", equalTo("csm-person@example.com"));
        passTo(run, Duration.ofDays(30));
        JsonPath closed =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("FAILED"));

        Engine.as("csm").put(path).then().statusCode(200);
        Engine.as("sales").put(path).then().statusCode(409).body("type", endsWith("/run-closed"));
        answer(account, run, UUID.randomUUID(), "sponsor-mail", true);

        ExampleAccount next = silentInPartitionOf(account);
        answer(next, Engine.awaitRun(next.id()), UUID.randomUUID(), "sponsor-mail", true);
        Engine.awaitRun(next.id(), r -> task(r).get("state").equals("DONE"));
        JsonPath after = Engine.awaitRun(account.id());
        assertThat(after.getMap("run")).isEqualTo(closed.getMap("run"));
        assertThat(task(after)).containsEntry("state", "OPEN");
    }

    private static ExampleAccount silentInPartitionOf(ExampleAccount other) {
        ExampleAccount account = ExampleAccount.named("neighbour");
        while (Partitions.of(account.id()) != Partitions.of(other.id())) {
            account = ExampleAccount.named("neighbour");
        }
        return account.sponsorSilentSince(Engine.today().minusDays(45), FAR, 2).publish();
    }

    @Test
    void anOpenRunBelongsToWhoeverIsTheCsmOfTheAccount() {
        ExampleAccount account = silent("handed-over");
        JsonPath run = Engine.awaitRun(account.id());

        account.csm("tomas@example.com").publish();
        Engine.awaitRun(account.id(), r -> "tomas@example.com".equals(r.getString("run.ownerEmail")));
        account.publish();
        Engine.pass(Duration.ofHours(1));
        Engine.awaitPass();
        assertThat(owners(run)).containsExactly("nadia@example.com", "tomas@example.com");

        passTo(run, Duration.ofDays(2));
        Engine.awaitAction(account.id(), "REMINDER sponsor-mail-reminder");
        assertThat(Engine.texts("""
                        select distinct (data->'account'->>'csmEmail') || ' ' || (data->'run'->>'ownerEmail')
                        from feed_change
                        where type = 'action' and data->>'kind' = 'REMINDER' and data->'run'->>'id' = ?
                        """, run.getString("run.id"))).containsExactly("tomas@example.com tomas@example.com");

        passTo(run, Duration.ofDays(30));
        Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("FAILED"));
        List<String> published = owners(run);
        account.csm("leah@example.com").publish();
        Engine.awaitJudged(account.id());
        Engine.pass(Duration.ofHours(1));
        Engine.awaitPass();
        assertThat(owners(run)).isEqualTo(published);
    }

    /** The owner in each version of the run that the feed published, in order. */
    private static List<String> owners(JsonPath run) {
        return Engine.texts(
                "select data->>'ownerEmail' from feed_change where type = 'run' and key = ? order by seq",
                run.getString("run.id"));
    }

    @Test
    void aResponseStopsTheEscalationsAndWithAConversationTheRunSucceeds() {
        ExampleAccount account = silent("answered");
        JsonPath run = Engine.awaitRun(account.id());
        passTo(run, Duration.ofDays(3));
        account.sponsorWrites(openedAt(run).plus(Duration.ofDays(2)));
        JsonPath responded = Engine.awaitRun(account.id(), r -> Engine.judgement(r, "response") != null);
        assertThat(responded.getString("run.state")).isEqualTo("OPEN");
        List<String> before = Engine.actions(account.id());
        assertThat(before).noneMatch(action -> action.startsWith("ESCALATION"));
        assertThat(responded.getList("steps.findAll { it.kind == 'ESCALATION' }.state"))
                .containsOnly("SKIPPED");

        passTo(run, Duration.ofDays(15));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id()))
                .as("neither escalations nor reminders to write to somebody who has answered")
                .isEqualTo(before);

        account.strategicMeeting(
                "SCHEDULED",
                openedAt(run).plus(Duration.ofDays(40)),
                openedAt(run).plus(Duration.ofDays(14)));
        JsonPath succeeded =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("SUCCEEDED"));
        assertThat(succeeded.getList("run.judgements.word")).containsExactly("response", "strategicConversation");
        assertThat(Instant.parse(succeeded.getString("run.judgements[1].at")))
                .isEqualTo(openedAt(run).plus(Duration.ofDays(40)).truncatedTo(ChronoUnit.MILLIS));
        assertThat(Engine.actions(account.id())).contains("NOTICE success-csm", "NOTICE success-leader");
    }

    @Test
    void aRunWhoseSuccessIsWithdrawnGoesOnWhileItsFlagIsRaisedAndSendsNothingTwice() {
        ExampleAccount account = silent("withdrawn");
        JsonPath run = Engine.awaitRun(account.id());
        passTo(run, Duration.ofDays(3));
        account.sponsorWrites(openedAt(run).plus(Duration.ofDays(2)));
        meeting(account, run, "SCHEDULED");
        Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("SUCCEEDED"));
        List<String> before = Engine.actions(account.id());

        meeting(account, run, "CANCELLED");
        JsonPath reopened =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("OPEN"));
        assertThat(reopened.getString("run.id")).isEqualTo(run.getString("run.id"));
        assertThat(reopened.getString("run.closedAt")).isNull();
        assertThat(reopened.getString("run.nextStep")).isEqualTo("The playbook ends");
        meeting(account, run, "SCHEDULED");
        Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("SUCCEEDED"));
        account.meetingIsDeleted(
                openedAt(run).plus(Duration.ofDays(40)), openedAt(run).plus(Duration.ofDays(2)));
        Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("OPEN"));
        meeting(account, run, "SCHEDULED");
        Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("SUCCEEDED"));
        assertThat(Engine.actions(account.id())).isEqualTo(before);

        account.sponsorSilentSince(Engine.today(), FAR, 0).publishMetrics();
        Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
        meeting(account, run, "CANCELLED");
        await().atMost(Engine.LIMIT).until(() -> Engine.texts(
                        "select status from account_touchpoint where account_id = ? and kind = 'MEETING'", account.id())
                .equals(List.of("CANCELLED")));
        Engine.awaitJudged(account.id());
        assertThat(Engine.awaitRun(account.id()).getString("run.state"))
                .as("nobody has to act while the flag is clear")
                .isEqualTo("SUCCEEDED");

        account.sponsorSilentSince(Engine.today().minusDays(48), FAR, 0).publishMetrics();
        Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("OPEN"));
        assertThat(Engine.actions(account.id())).isEqualTo(before);
        passTo(run, Duration.ofDays(30));
        Engine.awaitAction(account.id(), "NOTICE failure-leader");
    }

    private static void meeting(ExampleAccount account, JsonPath run, String status) {
        Instant recorded = openedAt(run).plus(Duration.ofDays(2));
        account.strategicMeeting(status, openedAt(run).plus(Duration.ofDays(40)), recorded);
    }

    @Test
    void aFlagThatClearsDoesNotCloseItsRunAndOneRaisedWhenTheRunHasEndedOpensASecondOne() {
        ExampleAccount account = silent("twice");
        JsonPath first = Engine.awaitRun(account.id());
        account.sponsorSilentSince(Engine.today(), FAR, 0).publishMetrics();
        Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
        assertThat(Engine.awaitRun(account.id()).getString("run.state")).isEqualTo("OPEN");

        // The clock moves by whole seconds; the run must have ended when the flag is raised.
        passTo(first, Duration.ofDays(30).plusMinutes(1));

        Engine.awaitFlag(account.id(), "executive-silence", "RAISED");
        JsonPath second = Engine.awaitRun(account.id(), r -> r.getInt("run.raising") == 2);
        assertThat(second.getString("run.state")).isEqualTo("OPEN");
        assertThat(second.getString("run.id")).isNotEqualTo(first.getString("run.id"));
    }
}

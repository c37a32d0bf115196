package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.testsuite.AuditTrail;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who changed what is on record, once, however often a request is repeated. */
@EngineTest
class AuditTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String SILENCE = "executive-silence";
    private static final String CSM = "PERSON csm-person@example.com ";
    private static final String LEADER = "PERSON cs-leader-person@example.com ";
    private static final String ANALYST = "PERSON analyst-person@example.com ";

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    private static ExampleAccount silent(String name) {
        return ExampleAccount.named(name)
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
    }

    private static void twice(String role, String method, String path, Map<String, String> body) {
        for (int i = 0; i < 2; i++) {
            Response answer = (body == null
                            ? Engine.as(role)
                            : Engine.as(role).contentType("application/json").body(body))
                    .request(method, path);
            assertThat(answer.statusCode()).as(path + ": " + answer.asString()).isBetween(200, 204);
        }
    }

    @Test
    void whatPeopleDoWithAFlag() {
        ExampleAccount account = silent("audit-flag");
        Engine.awaitFlag(account.id(), SILENCE, "RAISED");
        String flag = "/v1/flags/" + account.id() + "/" + SILENCE;
        String until = Engine.now()
                .plus(Duration.ofDays(3))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        Map<String, String> note = Map.of("reason", "On parental leave", "until", until);

        twice("csm", "PUT", flag + "/acknowledgement", note);
        twice("csm", "DELETE", flag + "/acknowledgement", null);
        twice("csm", "PUT", flag + "/snooze", note);
        twice("cs-leader", "DELETE", flag + "/snooze", null);

        assertThat(AuditTrail.ofAccount(account.id()))
                .containsExactly(
                        CSM + "ACKNOWLEDGED flag executive-silence {until=" + until + "}",
                        CSM + "UNACKNOWLEDGED flag executive-silence {}",
                        CSM + "SNOOZED flag executive-silence {until=" + until + "}",
                        LEADER + "UNSNOOZED flag executive-silence {}");
    }

    @Test
    void whatPeopleDoWithARun() {
        ExampleAccount account = silent("audit-run");
        String id = Engine.awaitRun(account.id()).getString("run.id");
        String run = "/v1/runs/" + id;
        Map<String, String> reason = Map.of("reason", "I met the sponsor at a fair");
        UUID comment = UUID.randomUUID();

        twice("csm", "PUT", run + "/acknowledgement", null);
        twice("cs-leader", "PUT", run + "/owner", Map.of("email", "cleo@example.com", "reason", "Leave"));
        twice("csm", "PUT", run + "/tasks/sponsor-mail/completion", null);
        twice("cs-leader", "PUT", run + "/steps/leadership-outreach-leader/skip", reason);
        twice("csm", "PUT", run + "/comments/" + comment, Map.of("text", "They asked us to wait."));
        twice("csm", "PUT", run + "/outcome", Map.of("state", "FAILED", "reason", "They left"));

        assertThat(AuditTrail.ofAccount(account.id()))
                .containsExactly(
                        CSM + "ACKNOWLEDGED run " + id + " {}",
                        LEADER + "ASSIGNED run " + id + " {state=OPEN}",
                        CSM + "COMPLETED run " + id + " {step=sponsor-mail}",
                        LEADER + "SKIPPED run " + id + " {step=leadership-outreach-leader, state=OPEN}",
                        CSM + "COMMENTED run " + id + " {comment=" + comment + "}",
                        CSM + "CLOSED run " + id + " {state=FAILED}");
    }

    @Test
    void whoCancelsRuns() {
        ExampleAccount account = silent("audit-cancelled");
        String id = Engine.awaitRun(account.id()).getString("run.id");
        twice("cs-leader", "PUT", "/v1/runs/" + id + "/cancellation", null);
        assertThat(AuditTrail.of("run", id)).containsExactly(LEADER + "CANCELLED run " + id + " {state=CANCELLED}");

        Engine.as("analyst")
                .contentType("application/json")
                .body(Map.of("playbook", "nobody-has-this"))
                .post("/v1/runs/cancellations")
                .then()
                .statusCode(200);
        assertThat(AuditTrail.of("runs-of-playbook", "nobody-has-this"))
                .containsExactly(ANALYST + "CANCELLED runs-of-playbook nobody-has-this {}");
    }

    @Test
    void whoDeclaresMaintenance() {
        String id = "audit-" + UUID.randomUUID();
        String path = "/v1/maintenance-windows/" + id;
        Instant start = Engine.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        for (int days = 1; days < 3; days++) {
            String end = start.plus(Duration.ofDays(days)).toString();
            twice("analyst", "PUT", path, Map.of("startsAt", start.toString(), "endsAt", end, "reason", "Moving"));
        }
        twice("admin", "DELETE", path, null);

        assertThat(AuditTrail.of("maintenance-window", id))
                .containsExactly(
                        ANALYST + "CREATED maintenance-window " + id + " {}",
                        ANALYST + "CHANGED maintenance-window " + id + " {}",
                        "PERSON admin-person@example.com DELETED maintenance-window " + id + " {}");
    }

    @Test
    void whoChangesTheRules() {
        String fixture = FixtureRules.bundle().hash();
        String before = Bundles.active();
        Map<String, String> files = Bundles.rules();
        files.put("messages/left-over.yaml", "id: left-over-audit\n");
        String refused = Bundles.checked(Bundles.upload(files)).getString("hash");
        Bundles.upload(files).then().statusCode(202);
        Bundles.checkedAgain(refused);
        Engine.as("analyst").delete("/v1/bundles/" + refused).then().statusCode(204);
        assertThat(AuditTrail.of("bundle", refused))
                .as("uploaded again, it is checked again")
                .containsExactly(
                        ANALYST + "UPLOADED bundle " + refused + " {}",
                        ANALYST + "UPLOADED bundle " + refused + " {}",
                        ANALYST + "DELETED bundle " + refused + " {}");

        files.keySet().removeIf(file -> file.startsWith("scenarios/") || file.equals("messages/left-over.yaml"));
        String other = Bundles.stored(files);
        try {
            twice("analyst", "PUT", "/v1/bundles/" + other + "/activation", null);
            Bundles.awaitBundle(other, "ACTIVE");
            assertThat(AuditTrail.of("activation", other))
                    .containsExactly(ANALYST + "STARTED activation " + other + " {}");
            assertThat(AuditTrail.of("bundle", other))
                    .containsExactly("SYSTEM rules-engine ACTIVATED bundle " + other + " {before=" + before + "}");
        } finally {
            Bundles.activate(fixture);
        }
        assertThat(AuditTrail.of("bundle", fixture).getFirst())
                .isEqualTo("SYSTEM rules-engine UPLOADED bundle " + fixture + " {origin=FOLDER}");
    }

    @Test
    void whoDrills() {
        UUID id = UUID.randomUUID();
        twice("cs-leader", "PUT", "/v1/drills/" + id, Map.of("playbook", "executive-re-engagement"));
        assertThat(AuditTrail.of("drill", id.toString())).containsExactly(LEADER + "STARTED drill " + id + " {}");
    }

    @Test
    void aChangeThatIsRejectedLeavesNoEntry() {
        ExampleAccount account = silent("audit-rejected");
        String id = Engine.awaitRun(account.id()).getString("run.id");
        Engine.as("csm")
                .put("/v1/runs/" + id + "/tasks/no-such-task/completion")
                .then()
                .statusCode(404);
        assertThat(AuditTrail.ofAccount(account.id())).isEmpty();
    }

    @Test
    void theLogIsReadInPagesByTimeAndPersonAndIsSealed() {
        ExampleAccount account = silent("audit-pages");
        String run = "/v1/runs/" + Engine.awaitRun(account.id()).getString("run.id");
        for (int i = 0; i < 3; i++) {
            Engine.as(i == 2 ? "cs-leader" : "csm")
                    .contentType("application/json")
                    .body(Map.of("text", "Comment " + i))
                    .put(run + "/comments/" + UUID.randomUUID())
                    .then()
                    .statusCode(200);
        }
        String list = "/v1/audit?accountId=" + account.id();
        JsonPath all = read(list);
        assertThat(all.getList("items")).hasSize(3);
        JsonPath first = read(list + "&limit=2");
        JsonPath second = read(list + "&limit=2&after=" + first.getString("next"));
        assertThat(first.getList("items.id")).isEqualTo(all.getList("items.id").subList(0, 2));
        assertThat(second.getList("items.id")).isEqualTo(all.getList("items.id").subList(2, 3));
        assertThat(second.getString("next")).isNull();

        assertThat(read(list + "&actor=cs-leader-person@example.com").getList("items.id"))
                .isEqualTo(all.getList("items.id").subList(0, 1));
        String middle = all.getString("items[1].at");
        assertThat(read(list + "&from=" + middle).getList("items")).hasSize(2);
        assertThat(read(list + "&to=" + middle).getList("items")).hasSize(1);
        assertThat(read("/v1/audit?accountId=nobody").getList("items")).isEmpty();
        Engine.as("admin").get("/v1/audit?after=bm8").then().statusCode(400);

        await().atMost(Engine.LIMIT)
                .untilAsserted(() -> assertThat(read(list).getList("items.seq")).doesNotContainNull());
        JsonPath check = read("/v1/audit/verification");
        assertThat(check.getBoolean("intact")).as(check.prettify()).isTrue();
        String anchor = check.getString("lastSeq") + ":" + check.getString("lastHash");
        assertThat(read("/v1/audit/verification?anchor=" + anchor).getBoolean("intact"))
                .isTrue();
        JsonPath cut = read("/v1/audit/verification?anchor=" + "9" + anchor);
        assertThat(cut.getString("broken.problem")).contains("cut off");
    }

    private static JsonPath read(String path) {
        return Engine.as("admin").get(path).then().statusCode(200).extract().jsonPath();
    }
}

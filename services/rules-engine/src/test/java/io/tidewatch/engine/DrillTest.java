package io.tidewatch.engine;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.Peers;
import io.tidewatch.testsuite.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Playbooks that are run for practice. */
@EngineTest
class DrillTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String PLAYBOOK = "executive-re-engagement";

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    /** Each test has a person of its own, because each person can start only some drills an hour. */
    private static Response put(String person, UUID id, String request) {
        return given().auth()
                .oauth2(TestTokens.forUser(person, "cs-leader"))
                .accept("application/json, application/problem+json")
                .contentType(ContentType.JSON)
                .body(request)
                .put("/v1/drills/{id}", id);
    }

    private static JsonPath drill(String person, UUID id, String request) {
        return put(person, id, request).then().statusCode(200).extract().jsonPath();
    }

    private static JsonPath drill(String person, String request) {
        return drill(person, UUID.randomUUID(), request);
    }

    /** Step, time from the opening in words, and state, but for those that are skipped. */
    private static List<String> happening(JsonPath drill) {
        return drill.getList(
                "steps.findAll { it.state != 'SKIPPED' }.collect { it.step + ', ' + it.after + ', ' + it.state }");
    }

    private static List<String> published(UUID drill) {
        return Engine.texts("""
                select (data->>'kind') || ' ' || (data->>'step') || ' ' || (data->'drill'->>'recipient') from feed_change
                where type = 'drill-action' and partition = 64 and data->'drill'->>'id' = ? order by seq
                """, drill.toString());
    }

    @Test
    void withoutAnAnswerEveryEscalationHappensAtItsTime() {
        UUID id = UUID.randomUUID();

        JsonPath drill = drill("unanswered", id, "{\"playbook\": \"executive-re-engagement\"}");

        assertThat(happening(drill))
                .containsExactly(
                        "sponsor-mail, at once, SENT",
                        "crm-at-risk, at once, WITHHELD",
                        "sales-alert, at once, SENT",
                        "leadership-notice, at once, SENT",
                        "sponsor-mail-reminder, 1 day, SENT",
                        "leadership-outreach-leader, 7 days, SENT",
                        "renewal-risk-leader, 14 days, SENT",
                        "renewal-risk-sales, 14 days, SENT",
                        "renewal-risk-executive, 14 days, SENT",
                        "crm-renewal-risk, 14 days, WITHHELD",
                        "failure-leader, 30 days, SENT");
        assertThat(drill.getString("outcome")).isEqualTo("FAILED");
        assertThat(drill.getBoolean("escalated")).isTrue();
        assertThat(drill.getString("bundleHash")).isEqualTo(Bundles.active());
        assertThat(drill.getInt("messages")).isEqualTo(9);
        assertThat(drill.getInt("steps.find { it.kind == 'REMINDER' }.times")).isEqualTo(29);
        Instant opened = Instant.parse(drill.getString("startedAt"));
        assertThat(Instant.parse(drill.getString("steps.find { it.step == 'leadership-outreach-leader' }.at")))
                .isEqualTo(opened.plus(Duration.ofDays(7)));
        assertThat(Instant.parse(drill.getString("steps.find { it.step == 'sponsor-mail' }.dueAt")))
                .isEqualTo(opened.plus(Duration.ofHours(24)));
        assertThat(Instant.parse(drill.getString("endedAt"))).isEqualTo(opened.plus(Duration.ofDays(30)));
        assertThat(published(id))
                .containsExactly(
                        "TASK sponsor-mail unanswered@example.com",
                        "ALERT sales-alert unanswered@example.com",
                        "NOTICE leadership-notice unanswered@example.com",
                        "REMINDER sponsor-mail-reminder unanswered@example.com",
                        "ESCALATION leadership-outreach-leader unanswered@example.com",
                        "ESCALATION renewal-risk-leader unanswered@example.com",
                        "ESCALATION renewal-risk-sales unanswered@example.com",
                        "ESCALATION renewal-risk-executive unanswered@example.com",
                        "NOTICE failure-leader unanswered@example.com");
    }

    @Test
    void anAnswerEndsTheEscalationsAndThePlaybookSucceeds() {
        JsonPath drill = drill("answered", """
                {"playbook": "executive-re-engagement",
                 "answers": [{"word": "response", "after": "9d"}, {"word": "strategicConversation", "after": "240h"}]}
                """);

        assertThat(happening(drill))
                .contains("leadership-outreach-leader, 7 days, SENT", "success-csm, 10 days, SENT")
                .noneMatch(step -> step.startsWith("renewal-risk"));
        assertThat(drill.getList("steps.findAll { it.state == 'SKIPPED' }.step"))
                .containsExactlyInAnyOrder(
                        "renewal-risk-leader", "renewal-risk-sales", "renewal-risk-executive", "crm-renewal-risk");
        assertThat(drill.getList("steps.findAll { it.state == 'SKIPPED' }.reason"))
                .containsOnly("The executive sponsor answered.");
        assertThat(drill.getString("outcome")).isEqualTo("SUCCEEDED");
        assertThat(drill.getList("judgements.sentence"))
                .containsExactly("The executive sponsor answered.", "A strategic conversation is on record.");
    }

    @Test
    void aDrillOnAnExistingAccountTakesItsValuesAndPeopleAndTouchesNothingOfIt() {
        ExampleAccount account = ExampleAccount.named("drilled")
                .sponsorSilentSince(Engine.today().minusDays(45), Engine.today(), 2)
                .seats(17, 20)
                .publish();
        Engine.awaitRun(account.id());
        Engine.awaitJudged(account.id());
        List<String> before = stored(account);
        UUID id = UUID.randomUUID();

        JsonPath drill = drill(
                "existing", id, "{\"playbook\": \"executive-re-engagement\", \"accountId\": \"" + account.id() + "\"}");

        assertThat(drill.getString("accountId")).isEqualTo(account.id());
        assertThat(drill.getString("steps.find { it.step == 'sponsor-mail' }.ownerEmail"))
                .isEqualTo("nadia@example.com");
        assertThat(drill.getString("steps.find { it.step == 'sales-alert' }.ownerEmail"))
                .isEqualTo("omar@example.com");
        assertThat(Engine.texts("""
                        select (data->'account'->>'name') || ', ' || (data->'flag'->'evidence'->>'sentence') from feed_change
                        where type = 'drill-action' and data->'drill'->>'id' = ? and data->>'step' = 'leadership-outreach-leader'
                        """, id.toString()))
                .as("an escalation after 7 days speaks of the silence as it would be by then")
                .singleElement()
                .asString()
                .contains("Account " + account.id(), "52 days");
        assertThat(Engine.texts("""
                        select v->>'value' from feed_change, jsonb_array_elements(data->'values') v
                        where type = 'drill-action' and data->'drill'->>'id' = ? and data->>'step' = 'sponsor-mail'
                        order by v->>'property'
                        """, id.toString())).containsExactly("45 days", "85 %");
        assertThat(stored(account)).isEqualTo(before);
        assertThat(traces(id)).isZero();
    }

    @Test
    void theTestAccountHasTheValuesThatTheRequestGives() {
        UUID id = UUID.randomUUID();

        drill("values", id, """
                {"playbook": "executive-re-engagement",
                 "values": [{"metric": "days-since-executive-contact", "value": 33},
                            {"metric": "seat-utilization", "numerator": 17, "denominator": 20}]}
                """);

        assertThat(Engine.texts("""
                        select v->>'value' from feed_change, jsonb_array_elements(data->'values') v
                        where type = 'drill-action' and data->'drill'->>'id' = ? and data->>'step' = 'sponsor-mail'
                        order by v->>'property'
                        """, id.toString())).containsExactly("33 days", "85 %");
        assertThat(Engine.texts("""
                        select data->'flag'->'evidence'->>'sentence' from feed_change
                        where type = 'drill-action' and data->'drill'->>'id' = ? and data->>'step' = 'failure-leader'
                        """, id.toString())).singleElement().asString().contains("63 days");
        put(
                        "values",
                        UUID.randomUUID(),
                        "{\"playbook\": \"" + PLAYBOOK + "\", \"values\": [{\"metric\": \"seats\", \"value\": 1}]}")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/values/0/metric"));
    }

    /** Flags and runs of the account, and what the feed published of it, but for drills. */
    private static List<String> stored(ExampleAccount account) {
        return Engine.texts("""
                select 'flag ' || threshold_id || ' ' || version || ' ' || xmin from flag where account_id = $1
                union all select 'run ' || id || ' ' || version || ' ' || xmin from playbook_run where account_id = $1
                union all select 'feed ' || seq from feed_change
                          where data->>'accountId' = $1 or data->'account'->>'id' = $1
                order by 1
                """.replace("$1", "'" + account.id() + "'"));
    }

    /** How often a drill appears where real flags, runs and actions are. */
    private static long traces(UUID drill) {
        return Engine.number("""
                select (select count(*) from flag where account_id like '%$1%')
                     + (select count(*) from playbook_run where account_id like '%$1%')
                     + (select count(*) from account_fact where account_id like '%$1%')
                     + (select count(*) from feed_change where data::text like '%$1%' and type <> 'drill-action')
                """.replace("$1", drill.toString()));
    }

    @Test
    void theSameDrillAgainReturnsTheSameResultAndSendsNothing() {
        UUID id = UUID.randomUUID();
        String request = "{\"playbook\": \"" + PLAYBOOK + "\"}";
        JsonPath first = drill("repeated", id, request);
        List<String> sent = published(id);

        JsonPath second = drill("repeated", id, request);

        assertThat(second.<Object>get("$")).isEqualTo(first.get("$"));
        assertThat(published(id)).isEqualTo(sent);
        put(
                        "repeated",
                        id,
                        "{\"playbook\": \"" + PLAYBOOK
                                + "\", \"answers\": [{\"word\": \"response\", \"after\": \"1d\"}]}")
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/drill-id-taken"));
        put("somebody-else", id, request).then().statusCode(409);
    }

    @Test
    void whatBecameOfAMessageIsShownWithItsStep() {
        UUID id = UUID.randomUUID();
        JsonPath drill = drill("delivered", id, "{\"playbook\": \"" + PLAYBOOK + "\"}");
        assertThat(drill.<Object>get("steps[0].mail")).isNull();
        Peers.dispatch()
                .publishInFeed(
                        "*",
                        "drill-delivery",
                        UUID.randomUUID().toString(),
                        Engine.now(),
                        new ObjectMapper()
                                .createObjectNode()
                                .put("drillId", id.toString())
                                .put("actionId", drill.getString("steps[0].actionId"))
                                .put("subject", "[TEST] Write to your sponsor")
                                .put("insteadOf", "nadia@example.com")
                                .put("outcome", "DELIVERED")
                                .put("at", "2026-12-01T10:00:00Z"));

        await().atMost(Engine.LIMIT).untilAsserted(() -> {
            JsonPath shown = Engine.as("csm").get("/v1/drills/" + id).jsonPath();
            assertThat(shown.getString("steps[0].mail.subject")).isEqualTo("[TEST] Write to your sponsor");
            assertThat(shown.getString("steps[0].mail.insteadOf")).isEqualTo("nadia@example.com");
            assertThat(shown.getString("steps[0].mail.outcome")).isEqualTo("DELIVERED");
            assertThat(shown.<Object>get("steps[2].mail")).isNull();
        });
    }

    @Test
    void drillsAreListedWithoutStepsTheNewestFirst() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        drill("listed", first, "{\"playbook\": \"" + PLAYBOOK + "\"}");
        drill("listed", second, "{\"playbook\": \"" + PLAYBOOK + "\"}");

        JsonPath page = Engine.as("analyst").get("/v1/drills?limit=1").jsonPath();
        JsonPath next = Engine.as("analyst")
                .get("/v1/drills?limit=1&after=" + page.getString("next"))
                .jsonPath();

        assertThat(page.getString("items[0].id")).isEqualTo(second.toString());
        assertThat(page.<Object>get("items[0].steps")).isNull();
        assertThat(next.getString("items[0].id")).isEqualTo(first.toString());
    }

    @Test
    void whatTheRulesDoNotHaveIsRefusedWithSuggestions() {
        put("refused", UUID.randomUUID(), "{\"playbook\": \"executive-reengagement\"}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/drill-not-possible"))
                .body("errors[0].suggestion", equalTo(PLAYBOOK));
        put("refused", UUID.randomUUID(), """
                        {"playbook": "executive-re-engagement",
                         "answers": [{"word": "respons", "after": "1d"}, {"word": "response", "after": "1d"},
                                     {"word": "response", "after": "2d"}]}
                        """)
                .then()
                .statusCode(422)
                .body("errors.pointer", equalTo(List.of("/answers/0/word", "/answers/2/word")))
                .body("errors.suggestion", hasItem("response"));
        put(
                        "refused",
                        UUID.randomUUID(),
                        "{\"playbook\": \"" + PLAYBOOK + "\", \"accountId\": \"nobody-of-that-name\"}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/account-unknown"));
        Engine.as("csm")
                .get("/v1/drills/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/drill-not-found"));
    }

    @Test
    void aPersonStartsTenDrillsAnHourAndOthersAreNotBoundByThat() {
        String request = "{\"playbook\": \"" + PLAYBOOK + "\"}";
        for (int number = 0; number < 10; number++) {
            drill("busy", request);
        }

        put("busy", UUID.randomUUID(), request)
                .then()
                .statusCode(429)
                .header("Retry-After", not("0"))
                .body("detail", containsString("10 drills within an hour"));
        drill("idle", request);
        Engine.sql(
                "update playbook_drill set asked_at = asked_at - interval '1 hour' where by_email = 'busy@example.com'");
        drill("busy", request);
    }
}

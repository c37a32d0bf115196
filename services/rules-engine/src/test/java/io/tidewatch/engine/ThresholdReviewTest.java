package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.engine.standin.Peers;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The owner of a threshold is asked to look at its bounds on the day that the rules name. */
@EngineTest
class ThresholdReviewTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String TASKS = "from feed_change where partition = 64 and type = 'action'"
            + " and data->>'step' = 'threshold-review' and data->'message'->>'text' like '%(' || ? || ',%'";

    private static int number;

    /** Ids that no other test has, because what was asked for is asked for once. */
    private final String silence = "silence-" + ++number;

    private final String limit = "limit-" + number;
    private final String later = "later-" + number;
    private final String csm = "csm-" + number + "@example.com";
    private LocalDate today;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
        Engine.passToNextDay();
        today = Engine.today();
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void theOwnerIsAskedOnTheDayOfTheReviewOnceForAllThresholdsThatAreDue() {
        rules(
                rule(later, "seatUtilization >= 95", today.plusDays(1), ""),
                rule(
                        silence,
                        "daysSinceExecutiveContact >= 30",
                        today.plusDays(2),
                        "@owner(\"SALES\") @reviewEvery(\"30d\")"),
                rule(
                        limit,
                        "seatUtilization >= 85",
                        today.plusDays(2),
                        "@owner(\"SALES\") @source(\"A study {of} 2025\")"));
        assertThat(review(later).getString("state")).isEqualTo("UPCOMING");
        Engine.passToNextDay();
        awaitTasksOf(later, 1);
        JsonPath ofLeaders = task(later);
        assertThat(ofLeaders.getList("audience")).isEqualTo(List.of("CS_LEADERSHIP"));
        assertThat(ofLeaders.getString("message.subject")).isEqualTo("Review due: Rule " + later);
        assertThat(review(later).getString("state")).isEqualTo("DUE");
        assertThat(review(silence).getString("state")).isEqualTo("UPCOMING");
        assertThat(tasksOf(silence)).isZero();

        Engine.passToNextDay();
        awaitTasksOf(silence, 1);
        JsonPath task = task(silence);
        assertThat(task.getList("audience")).isEqualTo(List.of("SALES"));
        assertThat(task.getString("kind")).isEqualTo("TASK");
        assertThat(task.getMap("account")).containsEntry("id", "*");
        assertThat(task.getString("run")).isNull();
        assertThat(task.getString("message.subject")).isEqualTo("Review due: 2 thresholds");
        assertThat(task.getString("message.text"))
                .startsWith("Hello {recipient.name},")
                .contains(
                        "Rule " + silence + " (" + silence + ", thresholds/reviewed.drl)",
                        "Bounds: csmEmail == \"" + csm + "\", daysSinceExecutiveContact >= 30",
                        "Source: not stated",
                        "Review by: " + today.plusDays(2) + ", then every 30 days",
                        "In the last 30 days: raised 0 times; playbook runs: 0 succeeded, 0 failed.",
                        "Source: A study \\{of\\} 2025",
                        "In the last 90 days:");
        assertThat(review(silence).getInt("asked.days")).isEqualTo(30);
        assertThat(tasksOf(limit)).isEqualTo(1);
        assertThat(tasksOf(later)).isEqualTo(1);
    }

    @Test
    void aReviewIsAskedForAgainOnlyWhenTheRulesNameAnotherDay() {
        rules(rule(silence, "daysSinceExecutiveContact >= 30", today, ""));
        awaitTasksOf(silence, 1);

        // Other rules with the same day: nobody is asked for it, as the task for the other threshold shows.
        rules(
                rule(silence, "daysSinceExecutiveContact >= 35", today, ""),
                rule(limit, "seatUtilization >= 85", today, ""));
        awaitTasksOf(limit, 1);
        assertThat(tasksOf(silence)).isEqualTo(1);

        rules(
                rule(silence, "daysSinceExecutiveContact >= 35", today.plusDays(1), ""),
                rule(limit, "seatUtilization >= 85", today, ""));
        Engine.passToNextDay();
        awaitTasksOf(silence, 2);
        assertThat(tasksOf(limit)).isEqualTo(1);
    }

    @Test
    void theTaskSaysHowOftenFlagsWereRaisedSinceTheReviewBefore() {
        rules(rule(silence, "daysSinceExecutiveContact >= 30", today.plusDays(2), "@reviewEvery(\"3d\")"));
        for (int account = 0; account < 3; account++) {
            ExampleAccount raised = ExampleAccount.named("reviewed")
                    .csm(csm)
                    .sponsorSilentSince(today.minusDays(40), FAR, 0)
                    .publish();
            Engine.awaitFlag(raised.id(), silence, "RAISED");
        }
        // One of the three before the time that is looked at.
        Engine.sql(
                "update flag_transition set at = at - interval '2 days' where ctid ="
                        + " (select ctid from flag_transition where threshold_id = ? and to_state = 'RAISED' limit 1)",
                silence);
        Engine.passToNextDay();
        Engine.passToNextDay();
        awaitTasksOf(silence, 1);

        assertThat(task(silence).getString("message.text")).contains("In the last 3 days: raised 2 times;");
        assertThat(review(silence).getInt("asked.raised")).isEqualTo(2);
    }

    @Test
    void theAnswerByTheLinkIsShownWithEveryThresholdOfTheTask() {
        rules(
                rule(silence, "daysSinceExecutiveContact >= 30", today, "@owner(\"SALES\")"),
                rule(limit, "seatUtilization >= 85", today, "@owner(\"SALES\")"),
                rule(later, "seatUtilization >= 95", today, ""));
        awaitTasksOf(silence, 1);
        JsonPath task = task(silence);
        assertThat(task.getString("message.text")).contains("{ackUrl}");
        assertThat(review(silence).getString("asked.acknowledgedAt")).isNull();

        answer(task.getString("id"), "omar@example.com", false);
        await().atMost(Engine.LIMIT).until(() -> review(limit).getString("asked.acknowledgedBy") != null);
        assertThat(review(silence).getString("asked.acknowledgedBy")).isEqualTo("omar@example.com");
        assertThat(review(silence).getString("asked.doneAt")).isNull();

        answer(task.getString("id"), "olga@example.com", true);
        await().atMost(Engine.LIMIT).until(() -> review(limit).getString("asked.doneAt") != null);
        assertThat(review(silence).getString("asked.acknowledgedBy")).isEqualTo("olga@example.com");
        assertThat(review(silence).getString("state")).isEqualTo("DUE");
        assertThat(review(later).getString("asked.acknowledgedAt")).isNull();
    }

    private static void answer(String actionId, String by, boolean done) {
        ObjectNode answer = new ObjectMapper()
                .createObjectNode()
                .put("id", UUID.randomUUID().toString())
                .put("runId", new UUID(0, 0).toString())
                .put("actionId", actionId)
                .put("accountId", "*")
                .put("by", by)
                .put("at", Engine.now().toString())
                .put("done", done);
        // notification-dispatch publishes it in some partition of accounts.
        Peers.dispatch().publish("anybody", "acknowledgement", answer.get("id").asText(), answer);
    }

    @Test
    void duringMaintenanceNobodyIsAsked() {
        Engine.duringMaintenance(() -> {
            rules(rule(silence, "daysSinceExecutiveContact >= 30", today, ""));
            Engine.awaitPass();
            assertThat(tasksOf(silence)).isZero();
        });
        awaitTasksOf(silence, 1);
    }

    @Test
    void aThresholdThatIsOffForEverybodyIsNotReviewed() {
        Map<String, String> files = files(
                rule(silence, "daysSinceExecutiveContact >= 30", today, ""),
                rule(limit, "seatUtilization >= 85", today, ""));
        files.put("thresholds/packs.yaml", """
                ENTERPRISE: {on: all, start: []}
                CONSUMPTION: {on: all, start: []}
                PRODUCT_LED: {on: all, start: []}
                SEAT_BASED: {on: all, start: []}
                EVERYONE: {on: start, start: [%s, seat-limit], further: [%s]}
                """.formatted(limit, silence));
        Bundles.begin(files);
        awaitTasksOf(limit, 1);
        assertThat(tasksOf(silence)).isZero();
        assertThat(review(silence)).isNull();
    }

    @Test
    void theListIsReadPageByPage() {
        rules(
                rule(silence, "daysSinceExecutiveContact >= 30", today, ""),
                rule(limit, "seatUtilization >= 85", today, ""),
                rule(later, "seatUtilization >= 95", today.plusDays(3), ""));
        List<String> read = new ArrayList<>();
        String after = null;
        do {
            JsonPath page = Engine.as("csm")
                    .queryParams(after == null ? Map.of("limit", 2) : Map.of("limit", 2, "after", after))
                    .get("/v1/threshold-reviews")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            read.addAll(page.getList("items.thresholdId"));
            after = page.getString("next");
        } while (after != null);
        assertThat(read).containsExactly(limit, silence, later);
        Engine.as("csm")
                .get("/v1/threshold-reviews?state=LATE")
                .then()
                .statusCode(400)
                .body("type", endsWith("/bad-state"));
    }

    /** Only about accounts of this test: the database is that of all tests. */
    private String rule(String id, String condition, LocalDate reviewBy, String more) {
        return """
                rule "Rule %1$s"
                    @threshold("%1$s") @level("WATCH") @question("RENEW") @because("x") @reviewBy("%2$s") %3$s
                when
                    $account : Account( csmEmail == "%5$s", %4$s )
                then
                    flags.raise($account, "%1$s");
                end
                """.formatted(id, reviewBy, more, condition, csm);
    }

    /** The fixture rules with these thresholds; no other one has a review. */
    private static Map<String, String> files(String... rules) {
        Map<String, String> files = Bundles.rules();
        files.keySet()
                .removeIf(file -> file.startsWith("scenarios/")
                        || file.startsWith("playbooks/")
                        || file.startsWith("thresholds/") && file.endsWith(".drl"));
        files.put("thresholds/reviewed.drl", "package rules;\n" + String.join("\n", rules));
        return files;
    }

    private static void rules(String... rules) {
        Bundles.begin(files(rules));
    }

    /** The task that names a threshold. */
    private static JsonPath task(String threshold) {
        return JsonPath.from(
                Engine.texts("select data::text " + TASKS, threshold).getFirst());
    }

    private static long tasksOf(String threshold) {
        return Engine.texts("select key " + TASKS, threshold).size();
    }

    private static void awaitTasksOf(String threshold, int tasks) {
        await().atMost(Engine.LIMIT).until(() -> tasksOf(threshold) == tasks);
    }

    /** The review of a threshold as it is listed; null when it is not. */
    private static JsonPath review(String threshold) {
        JsonPath page = Engine.as("csm").get("/v1/threshold-reviews?limit=500").jsonPath();
        Map<String, Object> found = page.getMap("items.find { it.thresholdId == '" + threshold + "' }");
        return found == null ? null : page.setRootPath("items.find { it.thresholdId == '" + threshold + "' }");
    }
}

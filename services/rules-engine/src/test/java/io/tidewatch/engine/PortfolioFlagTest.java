package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.engine.standin.Peers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thresholds over the figures of all customers raise flags of the portfolio, of which leadership is notified. */
@EngineTest
class PortfolioFlagTest {

    private static final String GRR = "gross-revenue-retention";
    private static final String LOW = "gross-retention-low";
    private static final String PATH = "/v1/portfolio-flags/" + LOW;

    private long feedBefore;

    @BeforeEach
    void beginClear() {
        Engine.awaitRules();
        figure(9400);
        awaitFlag(flag -> "CLEAR".equals(flag.getString("flag.state")));
        // What an earlier test left of an episode is over, and its end was reported.
        Engine.passToNextDay();
        Engine.pass(Duration.ofDays(3));
        awaitJudged();
        feedBefore = Engine.number("select coalesce(max(seq), 0) from feed_change where partition = 64");
    }

    @AfterEach
    void answerAgain() {
        Peers.ingestion().answersQuestions(true);
        Peers.ingestion().noFigure(GRR);
        Engine.as("admin").delete(PATH + "/snooze").then().statusCode(200);
    }

    @Test
    void theFlagIsRaisedBelowTheBoundAndClearAtIt() {
        figure(8999);
        JsonPath raised = awaitState("RAISED");
        assertThat(raised.getString("flag.accountId")).isEqualTo("*");
        assertThat(raised.getString("flag.level")).isEqualTo("AT_RISK");
        assertThat(raised.getString("flag.metric")).isEqualTo(GRR);
        assertThat(raised.getString("flag.evidence.sentence"))
                .isEqualTo("Only 89.99 % of the recurring revenue is still there.");
        assertThat(raised.getString("flag.evidence.bound"))
                .isEqualTo("grossRevenueRetention < 90, healthy when grossRevenueRetention >= 95");
        Map<String, Object> value = raised.getMap("flag.evidence.values[0]");
        assertThat(value)
                .containsEntry("numerator", "8999")
                .containsEntry("denominator", "10000")
                .containsEntry("details", Map.of("accounts", "10", "accountsLeftOut", "2"))
                .containsKey("windowDays")
                .doesNotContainKey("trace");
        assertThat(raised.getString("transitions[0].from")).isEqualTo("CLEAR");

        figure(9000);
        assertThat(awaitState("CLEAR").getString("flag.level")).isNull();
        figure(9500);
        awaitFlag(flag -> "HEALTHY".equals(flag.getString("flag.level")));
        assertThat(states()).containsExactly("RAISED", "CLEAR", "CLEAR");
    }

    @Test
    void itIsListedAndPublishedApartFromTheFlagsOfAccounts() {
        figure(8000);
        awaitState("RAISED");
        for (String role : List.of("csm", "cs-leader", "executive")) {
            Engine.as(role)
                    .get("/v1/portfolio-flags?state=RAISED")
                    .then()
                    .statusCode(200)
                    .body("items.thresholdId", hasItem(LOW));
        }
        Engine.as("csm").get("/v1/flags?limit=500").then().statusCode(200).body("items.accountId", not(hasItem("*")));
        Engine.as("csm").get("/v1/flags?accountId=*").then().statusCode(200).body("items.size()", equalTo(0));
        Engine.as("csm").get("/v1/flags/*/" + LOW).then().statusCode(404);
        Engine.as("csm")
                .get("/v1/portfolio-flags/executive-silence")
                .then()
                .statusCode(404)
                .body("type", endsWith("/flag-not-found"));
        Engine.as("csm").get("/v1/portfolio-flags?state=RED").then().statusCode(400);
        for (int limit : List.of(1, 500)) {
            assertThat(snapshot(limit))
                    .filteredOn(item -> item.startsWith("portfolio-flag "))
                    .containsExactly("portfolio-flag */" + LOW);
        }
    }

    @Test
    void leadershipIsNotifiedOnceWhenAnEpisodeBeginsAndOnceWhenItIsOver() {
        figure(8900);
        awaitNotices("gross-retention-low-raised");
        // Back and forth within the hold of two days: the same episode.
        figure(9100);
        awaitState("CLEAR");
        figure(8900);
        awaitState("RAISED");
        figure(9100);
        awaitState("CLEAR");
        Engine.pass(Duration.ofDays(2).minus(Duration.ofHours(1)));
        awaitJudged();
        assertThat(notices()).hasSize(1);

        Engine.pass(Duration.ofHours(1));
        awaitNotices("gross-retention-low-raised", "gross-retention-low-cleared");
        Engine.pass(Duration.ofDays(5));
        awaitJudged();
        assertThat(notices()).hasSize(2);

        JsonPath raised = JsonPath.from(actions().getFirst());
        assertThat(raised.getList("audience")).isEqualTo(List.of("CS_LEADERSHIP", "EXECUTIVE"));
        assertThat(raised.getString("kind")).isEqualTo("NOTICE");
        assertThat(raised.getMap("account"))
                .isEqualTo(Map.of("id", "*", "name", "All customers", "sponsors", List.of()));
        assertThat(raised.getString("run")).isNull();
        assertThat(raised.getString("flag.evidence.sentence")).startsWith("Only 89 % of");
        assertThat(raised.getString("values[0].value")).isEqualTo("89 %");
        assertThat(raised.getString("values[0].explanation"))
                .startsWith("8900 of 10000")
                .endsWith("without 2 customers that have no value");
        assertThat(JsonPath.from(actions().getLast()).getString("flag.evidence.sentence"))
                .startsWith("Threshold not crossed. Gross revenue retention: 91 %");
        assertThat(snapshot(500)).contains("action " + raised.getString("id"));
    }

    @Test
    void anUnknownFigureNeitherRaisesNorClearsAndIsUnknownAfterTwoDays() {
        figure(8900);
        awaitState("RAISED");
        Peers.ingestion().noFigure(GRR);
        changeData();
        await().atMost(Engine.LIMIT)
                .until(() ->
                        Engine.number("select count(*) from flag where account_id = '*' and unknown_since is not null")
                                == 1);
        Engine.pass(Duration.ofHours(47));
        awaitJudged();
        assertThat(flag().getString("flag.state")).isEqualTo("RAISED");
        Engine.pass(Duration.ofHours(1));
        assertThat(awaitState("UNKNOWN").getString("flag.evidence.sentence")).contains("nobody paid a year ago");
        figure(8900);
        awaitState("RAISED");
        assertThat(notices()).hasSize(1);
    }

    @Test
    void figuresOfYesterdayAreNotThoseOfToday() {
        figure(8900);
        awaitState("RAISED");
        Peers.ingestion().answersQuestions(false);
        figures(9700);
        Engine.passToNextDay();
        awaitJudged();
        assertThat(flag().getString("flag.state")).isEqualTo("RAISED");
        Engine.pass(Duration.ofHours(48));
        awaitState("UNKNOWN");
        Peers.ingestion().answersQuestions(true);
        assertThat(awaitState("CLEAR").getString("flag.level")).isEqualTo("HEALTHY");
    }

    @Test
    void withoutChangesNobodyAsks() {
        awaitAsked();
        int before = Peers.ingestion().questions();
        Engine.pass(Duration.ofMinutes(5));
        awaitJudged();
        assertThat(Peers.ingestion().questions()).isEqualTo(before);
        changeData();
        await().atMost(Engine.LIMIT).until(() -> Peers.ingestion().questions() > before);
        int asked = Peers.ingestion().questions();
        Engine.passToNextDay();
        await().atMost(Engine.LIMIT).until(() -> Peers.ingestion().questions() > asked);
    }

    @Test
    void noEpisodeBeginsDuringMaintenance() {
        Engine.duringMaintenance(() -> {
            int before = Peers.ingestion().questions();
            figure(8900);
            await().atMost(Engine.LIMIT).until(() -> Peers.ingestion().questions() > before);
            Engine.passToNextDay();
            awaitJudged();
            assertThat(flag().getString("flag.state")).isEqualTo("CLEAR");
        });
        awaitState("RAISED");
        awaitNotices("gross-retention-low-raised");
    }

    @Test
    void aThresholdThatTheRulesNoLongerHaveAnswersNoQuestion() {
        Map<String, String> files = Bundles.rules();
        files.remove("thresholds/retention.drl");
        Bundles.begin(files);
        try {
            awaitFlag(flag -> "NONE".equals(flag.getString("flag.question")));
        } finally {
            Bundles.activate(FixtureRules.bundle().hash());
        }
        awaitFlag(flag -> "RENEW".equals(flag.getString("flag.question")));
    }

    @Test
    void whileTheFlagIsSnoozedNobodyIsNotifiedAndAtItsEndLeadershipIs() {
        Instant until = Engine.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
        declare("cs-leader", "snooze", until).statusCode(200).body("flag.snooze.reason", equalTo("We know"));
        figure(8900);
        awaitState("RAISED");
        Engine.pass(Duration.ofDays(2));
        awaitJudged();
        assertThat(notices()).isEmpty();
        assertThat(flag().getString("flag.snooze.by")).isEqualTo("cs-leader-person@example.com");

        Engine.pass(Duration.between(Engine.now(), until).plusSeconds(1));
        awaitNotices("gross-retention-low-raised");
        assertThat(flag().getString("flag.snooze")).isNull();
        assertThat(Engine.texts(
                        "select (data->>'state') || ' ' || coalesce(data->'snooze'->>'reason', '-') from feed_change"
                                + " where type = 'portfolio-flag' and seq > ? order by seq",
                        feedBefore))
                .containsExactly("CLEAR We know", "RAISED We know", "RAISED -");
    }

    @Test
    void whoEndsTheSnoozeHasLeadershipNotifiedAtOnce() {
        declare("executive", "snooze", Engine.now().plus(Duration.ofDays(80))).statusCode(200);
        figure(8900);
        awaitState("RAISED");
        awaitJudged();
        assertThat(notices()).isEmpty();
        Engine.as("executive").delete(PATH + "/snooze").then().statusCode(200).body("flag.snooze", nullValue());
        awaitNotices("gross-retention-low-raised");
        assertThat(flag().getList("history.what")).startsWith("SNOOZE_ENDED", "SNOOZED");
    }

    @Test
    void anAcknowledgementIsShownAndPublishedForOneEpisode() {
        Instant until = Engine.now().plus(Duration.ofDays(80)).truncatedTo(ChronoUnit.SECONDS);
        declare("cs-leader", "acknowledgement", until).statusCode(409).body("type", endsWith("/flag-not-raised"));
        figure(8900);
        awaitNotices("gross-retention-low-raised");
        declare("csm", "acknowledgement", until).statusCode(403);
        for (int i = 0; i < 2; i++) {
            declare("cs-leader", "acknowledgement", until)
                    .statusCode(200)
                    .body("flag.acknowledgement.by", equalTo("cs-leader-person@example.com"));
        }
        assertThat(Engine.texts(
                        "select data->'acknowledgement'->>'reason' from feed_change where type = 'portfolio-flag'"
                                + " and seq > ? order by seq desc limit 1",
                        feedBefore))
                .containsExactly("We know");
        figure(9100);
        awaitState("CLEAR");
        Engine.pass(Duration.ofDays(3));
        awaitNotices("gross-retention-low-raised", "gross-retention-low-cleared");
        figure(8900);
        assertThat(awaitState("RAISED").getString("flag.acknowledgement")).isNull();
    }

    @Test
    void theEvidenceOfEachDayOfAnEpisodeIsKept() {
        figure(8900);
        awaitFlag(flag -> flag.getList("episode").size() == 1 && "RAISED".equals(flag.getString("flag.state")));
        // A question of the first day that is still open would get the figures of the second.
        awaitAsked();
        figures(8500);
        Engine.passToNextDay();
        JsonPath second = awaitFlag(flag -> flag.getList("episode").size() == 2);

        assertThat(second.getString("flag.evidence.sentence")).startsWith("Only 85 % of");
        assertThat(second.getList("episode.evidence.sentence", String.class))
                .extracting(sentence -> sentence.substring(0, 9))
                .containsExactly("Only 85 %", "Only 89 %");
        assertThat(second.getString("episode[0].day")).isEqualTo(Engine.today().toString());
        assertThat(second.getString("transitions[0].evidence.sentence"))
                .as("of the last change")
                .startsWith("Only 89 %");
        figure(8400);
        awaitFlag(flag -> flag.getString("episode[0].evidence.sentence").startsWith("Only 84 %"));
        figure(9100);
        assertThat(awaitState("CLEAR").getList("episode")).hasSize(2);
    }

    private static ValidatableResponse declare(String role, String what, Instant until) {
        return Engine.as(role)
                .contentType("application/json")
                .body(Map.of("reason", "We know", "until", until.toString()))
                .put(PATH + "/" + what)
                .then();
    }

    /** The figure from now on; data change, so that it is asked for. */
    private static void figure(int numerator) {
        figures(numerator);
        changeData();
    }

    private static void figures(int numerator) {
        Peers.ingestion().figure(GRR, numerator);
    }

    private static void changeData() {
        ExampleAccount.named("portfolio").publish();
    }

    private static JsonPath flag() {
        Response response = Engine.as("executive").get(PATH);
        return response.statusCode() == 200 ? response.jsonPath() : null;
    }

    private static JsonPath awaitFlag(Predicate<JsonPath> expected) {
        JsonPath[] last = new JsonPath[1];
        await().atMost(Engine.LIMIT).until(() -> {
            last[0] = flag();
            return last[0] != null && expected.test(last[0]);
        });
        return last[0];
    }

    private static JsonPath awaitState(String state) {
        return awaitFlag(flag -> state.equals(flag.getString("flag.state")));
    }

    /** Waits until the figures were asked for after all that was published. */
    private static void awaitAsked() {
        await().atMost(Engine.LIMIT).until(() -> Peers.ingestion().isApplied() && Engine.number("""
                        select count(*) from portfolio p, active_bundle a
                        where p.figures_of = a.hash || ' ' || business_today()
                          and p.read_up_to =
                            (select md5(string_agg(partition || cursor, ' ' order by partition)) from feed_cursor
                             where consumer = 'rules-engine' and provider = 'account-ingestion')
                        """) == 1);
    }

    /** Waits until the portfolio was judged with day, clock and rules as they are now. */
    private static void awaitJudged() {
        await().atMost(Engine.LIMIT).until(() -> Engine.number("""
                        select count(*) from portfolio p, active_bundle a, clock_offset c
                        where p.judged_for like a.hash || ' ' || business_today() || ' ' || c.offset_seconds || ' %'
                          and (p.due_at is null or p.due_at > business_now())
                        """) == 1);
    }

    private List<String> states() {
        return Engine.texts(
                "select data->>'state' from feed_change where type = 'portfolio-flag' and partition = 64 and seq > ? order by seq",
                feedBefore);
    }

    private List<String> actions() {
        return Engine.texts(
                "select data::text from feed_change where type = 'action' and data->>'kind' = 'NOTICE' and partition = 64 and seq > ? order by seq",
                feedBefore);
    }

    private List<String> notices() {
        return actions().stream()
                .map(action -> JsonPath.from(action).getString("step"))
                .toList();
    }

    private void awaitNotices(String... steps) {
        await().atMost(Engine.LIMIT).until(() -> notices().equals(List.of(steps)));
    }

    private static List<String> snapshot(int limit) {
        List<String> items = new ArrayList<>();
        String after = null;
        do {
            var request = Engine.as("service").queryParam("partition", 64).queryParam("limit", limit);
            JsonPath page = (after == null ? request : request.queryParam("after", after))
                    .get("/v1/snapshot")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            List<Map<String, Object>> found = page.getList("items");
            found.forEach(item -> items.add(item.get("type") + " " + item.get("key")));
            after = page.getString("next");
        } while (after != null);
        return items;
    }
}

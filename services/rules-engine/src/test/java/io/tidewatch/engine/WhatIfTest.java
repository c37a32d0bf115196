package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EngineTest
class WhatIfTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @ParameterizedTest
    @CsvSource({"8499,10000,CLEAR", "85,100,RAISED", "85,0,UNKNOWN"})
    void anAccountThatExistsOnlyInTheRequestIsJudgedByItsValues(int taken, int bought, String state) {
        JsonPath answer = judged("""
                {"values": [{"metric": "seat-utilization", "numerator": %d, "denominator": %d}]}
                """.formatted(taken, bought));
        assertThat(state(answer, "seat-limit")).isEqualTo(state);
        assertThat(state(answer, "executive-silence")).isEqualTo("UNKNOWN");
        assertThat(answer.getList("flags.before")).containsOnlyNulls();
    }

    @ParameterizedTest
    @CsvSource({"29,CLEAR,0", "30,RAISED,4"})
    void itsActionsAreThoseOfThePlaybookFromTheDayOfTheBound(int days, String state, int actions) {
        JsonPath answer =
                judged("{\"values\": [{\"metric\": \"days-since-executive-contact\", \"value\": %d}]}".formatted(days));
        assertThat(state(answer, "executive-silence")).isEqualTo(state);
        assertThat(answer.getList("actions.step")).hasSize(actions);
    }

    @Test
    void anExistingAccountIsJudgedFromWhereItStandsAndStaysThere() {
        ExampleAccount account = ExampleAccount.named("what-if")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 0)
                .seats(10, 100)
                .publish();
        Engine.awaitRun(account.id());
        Engine.awaitJudged(account.id());
        List<String> before = stored(account);

        JsonPath same = judged("{\"accountId\": \"%s\"}".formatted(account.id()));
        JsonPath answered = judged("""
                {"accountId": "%s", "values": [{"metric": "days-since-executive-contact", "value": 0},
                                               {"metric": "seat-utilization", "value": 85}]}
                """.formatted(account.id()));
        JsonPath left = judged("{\"accountId\": \"%s\", \"customer\": false}".formatted(account.id()));

        assertThat(same.getList("runs")).isEmpty();
        assertThat(state(same, "executive-silence")).isEqualTo("RAISED");
        assertThat(before(answered, "executive-silence")).isEqualTo("RAISED");
        assertThat(state(answered, "executive-silence")).isEqualTo("CLEAR");
        assertThat(before(answered, "seat-limit")).isEqualTo("CLEAR");
        assertThat(state(answered, "seat-limit")).isEqualTo("RAISED");
        assertThat(left.getList("runs.state")).containsExactly("CANCELLED");
        assertThat(left.getString("runs[0].before")).isEqualTo("OPEN");
        assertThat(left.getString("runs[0].reason")).contains("customer");
        assertThat(stored(account)).isEqualTo(before);
    }

    @Test
    void whatItSaysIsWhatTheServiceThenDoes() {
        LocalDate day = Engine.today();
        ExampleAccount account = ExampleAccount.named("comes-true")
                .sponsorSilentSince(day.minusDays(29), FAR, 0)
                .seats(84, 100)
                .publish();
        Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
        for (int[] next : new int[][] {{30, 84}, {30, 85}, {0, 85}, {31, 10}, {2, 90}}) {
            Engine.awaitJudged(account.id());
            int actionsBefore = Engine.actions(account.id()).size();
            JsonPath said = judged("""
                    {"accountId": "%s", "values": [
                      {"metric": "days-since-executive-contact", "value": %d},
                      {"metric": "seat-utilization", "numerator": %d, "denominator": 100}]}
                    """.formatted(account.id(), next[0], next[1]));

            account.sponsorSilentSince(day.minusDays(next[0]), FAR, 0)
                    .seats(next[1], 100)
                    .publishMetrics();

            String silence = state(said, "executive-silence");
            Engine.awaitFlag(account.id(), "executive-silence", silence);
            Engine.awaitFlag(account.id(), "seat-limit", state(said, "seat-limit"));
            JsonPath done =
                    Engine.as("csm").get("/v1/flags?accountId=" + account.id()).jsonPath();
            for (String word : List.of("thresholdId", "state", "level", "question", "raising", "version")) {
                assertThat(done.getList("items." + word))
                        .as(word + " at " + next[0])
                        .isEqualTo(said.getList("flags.flag." + word));
            }
            List<String> actions = Engine.actions(account.id());
            assertThat(actions.subList(actionsBefore, actions.size()))
                    .isEqualTo(said.getList("actions", Map.class).stream()
                            .map(action -> action.get("kind") + " " + action.get("step"))
                            .toList());
        }
    }

    private static List<String> stored(ExampleAccount account) {
        return Engine.texts("""
                select 'flag ' || threshold_id || ' ' || version || ' ' || xmin from flag where account_id = $1
                union all select 'run ' || id || ' ' || version || ' ' || xmin from playbook_run where account_id = $1
                union all select 'feed ' || seq from feed_change
                          where data->>'accountId' = $1 or data->'account'->>'id' = $1
                order by 1
                """.replace("$1", "'" + account.id() + "'"));
    }

    @Test
    void whatTheRulesDoNotHaveIsRefusedAllAtOnceWithSuggestions() {
        refused("""
                {"attributes": {"segmant": "Enterprise"},
                 "values": [{"metric": "seat-utilisation", "value": 1},
                            {"metric": "seat-utilization", "numerator": 5},
                            {"metric": "days-since-executive-contact", "value": 30.5},
                            {"metric": "days-since-executive-contact", "value": 36501}]}
                """)
                .body("type", equalTo("/problems/value-not-possible"))
                .body(
                        "errors.pointer",
                        equalTo(List.of(
                                "/attributes/segmant",
                                "/values/0/metric",
                                "/values/1",
                                "/values/2/value",
                                "/values/3/value")))
                .body("errors[0].suggestion", equalTo("segment"))
                .body("errors[1].suggestion", equalTo("seat-utilization"));
        refused("{\"accountId\": \"nobody-of-that-name\"}").body("type", equalTo("/problems/account-unknown"));
    }

    private static ValidatableResponse refused(String request) {
        return Engine.as("analyst")
                .contentType(ContentType.JSON)
                .body(request)
                .post("/v1/what-if")
                .then()
                .statusCode(422);
    }

    private static JsonPath judged(String request) {
        return Engine.as("analyst")
                .contentType(ContentType.JSON)
                .body(request)
                .post("/v1/what-if")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String state(JsonPath answer, String threshold) {
        return (String) flag(answer, threshold).get("state");
    }

    private static String before(JsonPath answer, String threshold) {
        return answer.getString("flags.find { it.flag.thresholdId == '" + threshold + "' }.before");
    }

    private static Map<String, Object> flag(JsonPath answer, String threshold) {
        return answer.getMap("flags.find { it.flag.thresholdId == '" + threshold + "' }.flag");
    }
}

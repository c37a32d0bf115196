package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People acknowledge and snooze flags. */
@EngineTest
class FlagCareTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String SILENCE = "executive-silence";

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    private static ExampleAccount silentSince(int days) {
        return ExampleAccount.named("care")
                .sponsorSilentSince(Engine.today().minusDays(days), FAR, 2)
                .publish();
    }

    private static Instant in(Duration time) {
        return Engine.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private static ValidatableResponse put(ExampleAccount account, String what, String reason, Instant until) {
        return Engine.as("csm")
                .contentType("application/json")
                .body(Map.of("reason", reason, "until", until.toString()))
                .put("/v1/flags/{a}/{t}/{w}", account.id(), SILENCE, what)
                .then();
    }

    private static List<String> published(ExampleAccount account) {
        return Engine.texts("""
                select (data->>'state') || ' ' || coalesce(data->'snooze'->>'reason', '-') from feed_change
                where type = 'flag' and data->>'accountId' = ? and data->>'thresholdId' = 'executive-silence' order by seq
                """, account.id());
    }

    @Test
    void aFlagThatIsRaisedDuringASnoozeIsShownAndOpensItsRunWhenTheSnoozeEnds() {
        ExampleAccount account = silentSince(29);
        Engine.awaitFlag(account.id(), SILENCE, "CLEAR");
        Instant until = in(Duration.ofDays(3));
        put(account, "snooze", "On parental leave", until)
                .statusCode(200)
                .body("flag.snooze.by", equalTo("csm-person@example.com"))
                .body("flag.snooze.reason", equalTo("On parental leave"));

        Engine.passToNextDay();
        Engine.awaitFlag(account.id(), SILENCE, "RAISED");
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).isEmpty();

        Engine.pass(Duration.between(Engine.now(), until).plusSeconds(1));
        Engine.awaitRun(account.id());
        assertThat(Engine.actions(account.id())).contains("TASK sponsor-mail");
        assertThat(published(account))
                .containsExactly("CLEAR -", "CLEAR On parental leave", "RAISED On parental leave", "RAISED -");
    }

    @Test
    void whoEndsASnoozeHasTheFlagActAtOnce() {
        ExampleAccount account = silentSince(29);
        Engine.awaitFlag(account.id(), SILENCE, "CLEAR");
        put(account, "snooze", "On parental leave", in(Duration.ofDays(80))).statusCode(200);
        Engine.passToNextDay();
        Engine.awaitFlag(account.id(), SILENCE, "RAISED");

        for (int i = 0; i < 2; i++) {
            Engine.as("cs-leader")
                    .delete("/v1/flags/{a}/{t}/snooze", account.id(), SILENCE)
                    .then()
                    .statusCode(200)
                    .body("flag.snooze", nullValue())
                    .body("history.what", equalTo(List.of("SNOOZE_ENDED", "SNOOZED")))
                    .body("history[0].by", equalTo("cs-leader-person@example.com"));
        }
        Engine.awaitRun(account.id());
    }

    @Test
    void anAcknowledgedFlagStopsTheRemindersOfItsRun() {
        ExampleAccount account = silentSince(45);
        Engine.awaitRun(account.id());
        Instant until = in(Duration.ofDays(20));
        for (int i = 0; i < 2; i++) {
            put(account, "acknowledgement", "I am on it", until)
                    .statusCode(200)
                    .body("flag.acknowledgement.reason", equalTo("I am on it"))
                    .body("flag.acknowledgement.until", equalTo(until.toString()))
                    .body("history", hasSize(1));
        }
        Engine.awaitRun(account.id(), run -> "csm-person@example.com".equals(run.getString("run.acknowledgedBy")));
        Engine.pass(Duration.ofDays(2));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).noneMatch(action -> action.startsWith("REMINDER"));
        Engine.pass(Duration.ofDays(5));
        Engine.awaitAction(account.id(), "ESCALATION leadership-outreach-leader");
    }

    @Test
    void whatCannotBeDeclaredIsRejectedWithTheReason() {
        ExampleAccount account = silentSince(10);
        Engine.awaitFlag(account.id(), SILENCE, "CLEAR");
        put(account, "acknowledgement", "I am on it", in(Duration.ofDays(1)))
                .statusCode(409)
                .body("type", endsWith("/flag-not-raised"));
        for (Duration end : List.of(Duration.ofSeconds(-1), Duration.ofDays(90).plusMinutes(1))) {
            put(account, "snooze", "Too long", in(end)).statusCode(422).body("type", endsWith("/end-not-possible"));
        }
        put(account, "snooze", "  ", in(Duration.ofDays(1))).statusCode(400);
        put(ExampleAccount.named("nobody"), "snooze", "Why", in(Duration.ofDays(1)))
                .statusCode(404)
                .body("type", endsWith("/flag-not-found"));
        Engine.as("csm")
                .contentType("application/json")
                .body(Map.of("until", in(Duration.ofDays(1)).toString()))
                .put("/v1/flags/{a}/{t}/snooze", account.id(), SILENCE)
                .then()
                .statusCode(400);
    }
}

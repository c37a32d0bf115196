package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** During maintenance no episode begins and nobody is notified. */
@EngineTest
class MaintenanceTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String SILENCE = "executive-silence";

    private final String window = "move-" + UUID.randomUUID();

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @AfterEach
    void end() {
        Engine.as("analyst").delete("/v1/maintenance-windows/" + window).then().statusCode(204);
    }

    private ValidatableResponse declare(Instant start, Instant end) {
        return Engine.as("analyst")
                .contentType("application/json")
                .body(Map.of("startsAt", start.toString(), "endsAt", end.toString(), "reason", "The CRM moves"))
                .put("/v1/maintenance-windows/" + window)
                .then();
    }

    private static Instant in(Duration time) {
        return Engine.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private static ExampleAccount silentSince(int days) {
        return ExampleAccount.named("maintenance")
                .sponsorSilentSince(Engine.today().minusDays(days), FAR, 2)
                .publish();
    }

    private static long raisings(ExampleAccount account) {
        return Engine.number("select count(*) from flag_transition where to_state = 'RAISED' and account_id = '"
                + account.id() + "' and threshold_id = '" + SILENCE + "'");
    }

    @Test
    void whatIsStillCrossedWhenMaintenanceEndsActsThenAndOpenRunsGoOn() {
        ExampleAccount open = silentSince(45);
        Engine.awaitRun(open.id());
        ExampleAccount crossing = silentSince(29);
        Engine.awaitFlag(crossing.id(), SILENCE, "CLEAR");
        Instant end = in(Duration.ofDays(3));
        declare(Engine.now(), end)
                .statusCode(200)
                .body("declaredBy", equalTo("analyst-person@example.com"))
                .body("endsAt", equalTo(end.toString()));

        Engine.passToNextDay();
        Engine.pass(Duration.ofDays(1));
        Engine.awaitPass();
        assertThat(Engine.flagState(crossing.id(), SILENCE)).isEqualTo("CLEAR");
        assertThat(Engine.actions(crossing.id())).isEmpty();
        assertThat(Engine.actions(open.id())).noneMatch(action -> action.startsWith("REMINDER"));

        Engine.pass(Duration.between(Engine.now(), end).plusSeconds(1));
        Engine.awaitFlag(crossing.id(), SILENCE, "RAISED");
        Engine.awaitAction(crossing.id(), "TASK sponsor-mail");
        Engine.awaitAction(open.id(), "REMINDER sponsor-mail-reminder");
    }

    @Test
    void whatIsCrossedDuringMaintenanceOnlyIsNeverRaised() {
        declare(Engine.now(), in(Duration.ofDays(3))).statusCode(200);
        ExampleAccount account = silentSince(45);
        Engine.awaitJudged(account.id());
        account.sponsorSilentSince(Engine.today().minusDays(2), FAR, 0).publishMetrics();
        Engine.awaitFlag(account.id(), SILENCE, "CLEAR");
        end();
        Engine.awaitPass();
        assertThat(raisings(account)).isZero();
    }

    @Test
    void aWindowThatIsEndedEarlyHoldsNoLonger() {
        declare(Engine.now(), in(Duration.ofDays(10))).statusCode(200);
        ExampleAccount account = silentSince(45);
        Engine.awaitJudged(account.id());
        assertThat(raisings(account)).isZero();
        end();
        Engine.awaitFlag(account.id(), SILENCE, "RAISED");
        Engine.as("csm")
                .get("/v1/maintenance-windows")
                .then()
                .statusCode(200)
                .body("items.find { it.id == '" + window + "' }.reason", equalTo("The CRM moves"));
        declare(Engine.now(), in(Duration.ofDays(2))).statusCode(409).body("type", endsWith("/maintenance-over"));
    }

    @Test
    void aWindowThatHasNotBegunIsWithdrawnWithoutATrace() {
        Instant start = in(Duration.ofDays(5));
        Instant end = in(Duration.ofDays(6));
        String declaredAt = declare(start, end).statusCode(200).extract().path("declaredAt");
        declare(start, end).statusCode(200).body("declaredAt", equalTo(declaredAt));
        end();
        Engine.as("csm")
                .get("/v1/maintenance-windows")
                .then()
                .body("items.find { it.id == '" + window + "' }", nullValue());
    }

    @Test
    void aWindowThatCannotBeIsRejected() {
        Instant now = in(Duration.ZERO);
        for (Instant[] wrong : new Instant[][] {
            {now.plusSeconds(600), now.plusSeconds(600)},
            {now.minusSeconds(7200), now.minusSeconds(3600)},
            {now, now.plus(Duration.ofDays(14)).plusSeconds(1)}
        }) {
            declare(wrong[0], wrong[1]).statusCode(422).body("type", endsWith("/maintenance-not-possible"));
        }
    }
}

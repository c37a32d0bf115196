package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thresholds that are crossed for a minimum duration before they raise, and that have bounds of their own to be clear. */
@EngineTest
class FlagBoundsTest {

    private static final String RULES = """
            package rules;
            rule "Seats run out" @threshold("seats-for-a-while") @level("OPPORTUNITY") @question("GROW")
                @because("{seatUtilization} of the seats are taken.") @for("36h")
            when
                $account : Account( seatUtilization >= 85 )
            then
                flags.raise($account, "seats-for-a-while");
            end
            rule "Seats run out at once" @threshold("seats-between") @level("OPPORTUNITY") @question("GROW")
                @because("{seatUtilization} of the seats are taken.")
                @clear("seatUtilization < 80") @healthy("seatUtilization < 60")
            when
                $account : Account( seatUtilization >= 85 )
            then
                flags.raise($account, "seats-between");
            end
            """;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
        activate(RULES);
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    private static void activate(String rules) {
        Map<String, String> files = Bundles.rules();
        files.put("thresholds/bounds.drl", rules);
        Bundles.begin(files);
    }

    @Test
    void aCrossedThresholdRaisesWhenItsMinimumDurationHasPassed() {
        ExampleAccount account = crossed("crossed");

        Engine.pass(Duration.ofHours(35));
        Engine.awaitPass();
        assertThat(Engine.flagState(account.id(), "seats-for-a-while")).isEqualTo("CLEAR");

        // Nothing of it is remembered outside the database: other rules, compiled anew, go on with it.
        activate(RULES + "// reviewed\n");
        Engine.awaitPass();
        assertThat(Engine.flagState(account.id(), "seats-for-a-while")).isEqualTo("CLEAR");

        Engine.pass(Duration.ofHours(1));
        JsonPath flag = Engine.awaitFlag(account.id(), "seats-for-a-while", "RAISED");
        assertThat(flag.getInt("flag.raising")).isEqualTo(1);
        assertThat(flag.getString("flag.evidence.sentence")).isEqualTo("90 % of the seats are taken.");
        assertThat(published(account, "seats-for-a-while")).containsExactly("CLEAR -", "RAISED OPPORTUNITY");
    }

    @Test
    void itIsRaisedEvenIfNothingElseHappens() {
        ExampleAccount account = crossed("alone");
        Engine.awaitPass();
        assertThat(Engine.flagState(account.id(), "seats-for-a-while")).isEqualTo("CLEAR");

        Engine.sql(
                "update flag set pending_since = pending_since - interval '36 hours', due_at = due_at - interval '36 hours'"
                        + " where account_id = ? and threshold_id = 'seats-for-a-while'",
                account.id());

        Engine.awaitFlag(account.id(), "seats-for-a-while", "RAISED");
        assertThat(Engine.texts(
                        "select threshold_id from flag where account_id = ? and (pending_since is not null or due_at is not null)",
                        account.id()))
                .isEmpty();
    }

    @Test
    void aDipEndsTheMinimumDuration() {
        ExampleAccount account = crossed("dip");
        Engine.pass(Duration.ofHours(35));
        account.seats(84, 100).publishMetrics();
        await().atMost(Engine.LIMIT).until(() -> pending(account).isEmpty());
        account.seats(90, 100).publishMetrics();
        await().atMost(Engine.LIMIT).until(() -> pending(account).size() == 1);

        Engine.pass(Duration.ofHours(35));
        Engine.awaitPass();
        assertThat(Engine.flagState(account.id(), "seats-for-a-while")).isEqualTo("CLEAR");
        Engine.pass(Duration.ofHours(1));
        Engine.awaitFlag(account.id(), "seats-for-a-while", "RAISED");
    }

    /** An account whose flag was clear and waits now for its minimum duration to pass. */
    private static ExampleAccount crossed(String name) {
        ExampleAccount account = ExampleAccount.named(name).seats(70, 100).publish();
        Engine.awaitFlag(account.id(), "seats-for-a-while", "CLEAR");
        account.seats(90, 100).publishMetrics();
        await().atMost(Engine.LIMIT).until(() -> pending(account).size() == 1);
        Engine.awaitFlag(account.id(), "seats-for-a-while", flag -> flag.getString("flag.evidence.sentence")
                .equals("Crossed, but not yet for the 36-hour minimum duration. 90 % of the seats are taken."));
        return account;
    }

    private static List<String> pending(ExampleAccount account) {
        return Engine.texts(
                "select threshold_id from flag where account_id = ? and state = 'CLEAR' and pending_since is not null"
                        + " and due_at = pending_since + interval '36 hours'",
                account.id());
    }

    @Test
    void betweenItsBoundsAFlagStaysAsItIsAndBeyondTheHealthyOneItIsHealthy() {
        ExampleAccount account = ExampleAccount.named("between").seats(84, 100).publish();
        awaitSentence(account, "Between the bounds. Seat utilization: 84 %.", "CLEAR", null);

        account.seats(85, 100).publishMetrics();
        awaitSentence(account, "85 % of the seats are taken.", "RAISED", "OPPORTUNITY");
        account.seats(80, 100).publishMetrics();
        awaitSentence(account, "Between the bounds. Seat utilization: 80 %.", "RAISED", "OPPORTUNITY");
        account.seats(79, 100).publishMetrics();
        awaitSentence(account, "Threshold not crossed. Seat utilization: 79 %.", "CLEAR", null);
        account.seats(59, 100).publishMetrics();
        awaitSentence(account, "Healthy. Seat utilization: 59 %.", "CLEAR", "HEALTHY");
        account.seats(82, 100).publishMetrics();
        JsonPath flag = awaitSentence(account, "Between the bounds. Seat utilization: 82 %.", "CLEAR", null);

        assertThat(flag.getString("flag.evidence.bound"))
                .isEqualTo("seatUtilization >= 85, clear when seatUtilization < 80, healthy when seatUtilization < 60");
        assertThat(published(account, "seats-between"))
                .containsExactly("CLEAR -", "RAISED OPPORTUNITY", "CLEAR -", "CLEAR HEALTHY", "CLEAR -");
    }

    private static JsonPath awaitSentence(ExampleAccount account, String sentence, String state, String level) {
        return Engine.awaitFlag(
                account.id(),
                "seats-between",
                flag -> sentence.equals(flag.getString("flag.evidence.sentence"))
                        && state.equals(flag.getString("flag.state"))
                        && Objects.equals(level, flag.getString("flag.level")));
    }

    /** State and level of each change of a flag that the feed has. */
    private static List<String> published(ExampleAccount account, String threshold) {
        return Engine.texts(
                "select (data->>'state') || ' ' || coalesce(data->>'level', '-') from feed_change where type = 'flag'"
                        + " and data->>'accountId' = ? and data->>'thresholdId' = ? order by seq",
                account.id(),
                threshold);
    }
}

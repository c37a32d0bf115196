package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A threshold that new rules no longer have, or not for an account, leaves no risk behind that nobody can judge. */
@EngineTest
class RemovedThresholdTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void itsFlagsAnswerNoQuestionUntilItReturns() {
        ExampleAccount account = ExampleAccount.named("removed")
                .sponsorSilentSince(Engine.today().minusDays(5), FAR, 0)
                .publish();
        Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
        Engine.awaitFlag(account.id(), "power-users-low", "UNKNOWN");
        Map<String, String> files = Bundles.rules();
        files.keySet().removeIf(file -> file.startsWith("scenarios/") || file.equals("thresholds/power-users.drl"));

        Bundles.begin(files);

        awaitQuestion(account, "power-users-low", "NONE");
        awaitQuestion(account, "executive-silence", "RENEW");
        assertThat(Engine.texts(
                        "select data->>'question' from feed_change where type = 'flag' and data->>'accountId' = ?"
                                + " and data->>'thresholdId' = 'power-users-low' order by seq desc limit 1",
                        account.id()))
                .containsExactly("NONE");

        Bundles.activate(FixtureRules.bundle().hash());

        awaitQuestion(account, "power-users-low", "RENEW");
    }

    @Test
    void aThresholdThatIsSwitchedOffForABusinessModelEndsWhatItRaised() {
        ExampleAccount account = ExampleAccount.named("switched")
                .businessModel("SEAT_BASED")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 0)
                .publish();
        Engine.awaitFlag(account.id(), "executive-silence", "RAISED");
        Engine.awaitRun(account.id());
        Map<String, String> files = Bundles.rules();
        files.put("thresholds/packs.yaml", """
                ENTERPRISE: {on: all, start: [executive-silence]}
                CONSUMPTION: {on: all, start: []}
                PRODUCT_LED: {on: all, start: []}
                SEAT_BASED: {on: all, start: []}
                EVERYONE: {on: [seat-limit], start: [seat-limit], further: [power-users-low, power-users-high]}
                """);

        Bundles.begin(files);

        awaitQuestion(account, "executive-silence", "NONE");
        assertThat(Engine.as("analyst")
                        .get("/v1/flags/" + account.id() + "/executive-silence")
                        .jsonPath()
                        .getString("flag.evidence.sentence"))
                .isEqualTo("The threshold is switched off for this business model.");
        assertThat(Engine.texts("select state from playbook_run where account_id = ?", account.id()))
                .containsExactly("CANCELLED");
        ExampleAccount later =
                ExampleAccount.named("later").businessModel("SEAT_BASED").publish();
        Engine.awaitJudged(later.id());
        assertThat(Engine.texts("select threshold_id from flag where account_id = ?", later.id()))
                .containsExactly("seat-limit");
        assertThat(Engine.as("analyst")
                        .contentType("application/json")
                        .body("{\"accountId\": \"" + later.id() + "\", \"values\": []}")
                        .post("/v1/what-if")
                        .jsonPath()
                        .getList("flags.flag.thresholdId"))
                .containsExactly("seat-limit");
    }

    private static void awaitQuestion(ExampleAccount account, String threshold, String question) {
        Engine.awaitFlag(account.id(), threshold, flag -> question.equals(flag.getString("flag.question")));
    }
}

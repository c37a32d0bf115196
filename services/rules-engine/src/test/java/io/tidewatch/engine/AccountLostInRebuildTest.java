package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.Peers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** account-ingestion was rebuilt (restored from a backup, say) and does not have an account any more. */
@EngineTest
class AccountLostInRebuildTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String WHY = "account-ingestion no longer has this account.";

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    private static ExampleAccount silent() {
        return ExampleAccount.named("lost")
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
    }

    private static void loseInRebuild(ExampleAccount account) {
        Peers.ingestion().forget(account.id());
        Peers.ingestion().beginNewEpoch();
    }

    @Test
    void itsRunIsCancelledItsFlagsAreUnknownAndNobodyIsBotheredAnyMore() {
        ExampleAccount account = silent();
        Engine.awaitRun(account.id());
        List<String> opening = Engine.actions(account.id());

        loseInRebuild(account);

        JsonPath run =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("CANCELLED"));
        assertThat(run.getString("run.closedAt")).isNotNull();
        assertThat(run.getString("run.nextStep")).isNull();
        assertThat(run.getList("steps.findAll { it.kind == 'ESCALATION' }.state"))
                .containsOnly("SKIPPED");
        assertThat(run.getList("steps.findAll { it.state == 'SKIPPED' }.reason"))
                .containsOnly(WHY);
        JsonPath flag = Engine.awaitFlag(account.id(), "executive-silence", "UNKNOWN");
        assertThat(flag.getString("flag.evidence.sentence")).isEqualTo(WHY);
        assertThat(flag.getList("transitions.to")).containsExactly("UNKNOWN", "RAISED");
        assertThat(published("run", account)).isEqualTo("CANCELLED");
        assertThat(published("flag", account)).isEqualTo("UNKNOWN");
        Engine.pass(Duration.ofDays(8));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).isEqualTo(opening);
    }

    @Test
    void anAccountThatComesBackIsJudgedAnewWithARunOfItsOwn() {
        ExampleAccount account = silent();
        JsonPath first = Engine.awaitRun(account.id());
        loseInRebuild(account);
        Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("CANCELLED"));

        account.publish();

        Engine.awaitFlag(account.id(), "executive-silence", "RAISED");
        JsonPath second =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("OPEN"));
        assertThat(second.getString("run.id")).isNotEqualTo(first.getString("run.id"));
        assertThat(second.getInt("run.raising")).isEqualTo(2);
    }

    @Test
    void allOthersStayAsTheyAre() {
        ExampleAccount lost = silent();
        ExampleAccount kept = silent();
        Engine.awaitRun(lost.id());
        Engine.awaitRun(kept.id());

        loseInRebuild(lost);

        Engine.awaitRun(lost.id(), r -> r.getString("run.state").equals("CANCELLED"));
        Engine.awaitPass();
        assertThat(Engine.awaitRun(kept.id()).getString("run.state")).isEqualTo("OPEN");
        assertThat(Engine.flagState(kept.id(), "executive-silence")).isEqualTo("RAISED");
    }

    /** The state that the feed published last. */
    private static String published(String type, ExampleAccount account) {
        return Engine.texts(
                        "select data->>'state' from feed_change where type = '" + type
                                + "' and data->>'accountId' = ? and coalesce(data->>'thresholdId', '') = 'executive-silence'"
                                + " order by seq desc limit 1",
                        account.id())
                .get(0);
    }
}

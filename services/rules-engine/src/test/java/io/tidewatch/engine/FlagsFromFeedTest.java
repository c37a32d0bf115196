package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.Peers;
import io.tidewatch.feed.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EngineTest
class FlagsFromFeedTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @Test
    void aSponsorIsSilentOnTheThirtiethDayAndNotOnTheTwentyNinth() {
        Engine.passToNextDay();
        ExampleAccount account = ExampleAccount.named("silent")
                .sponsorSilentSince(Engine.today().minusDays(29), FAR, 0)
                .publish();
        Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");

        Engine.passToNextDay();

        JsonPath flag = Engine.awaitFlag(account.id(), "executive-silence", "RAISED");
        assertThat(flag.getString("flag.level")).isEqualTo("AT_RISK");
        assertThat(flag.getString("flag.question")).isEqualTo("RENEW");
        assertThat(flag.getInt("flag.raising")).isEqualTo(1);
        assertThat(flag.getList("transitions.to")).containsExactly("RAISED", "CLEAR");
    }

    @Test
    void theReasonSaysWhetherAnybodyWrote() {
        ExampleAccount written = ExampleAccount.named("written")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 3)
                .publish();
        ExampleAccount unwritten = ExampleAccount.named("unwritten")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 0)
                .publish();

        String answered =
                Engine.awaitFlag(written.id(), "executive-silence", "RAISED").getString("flag.evidence.sentence");
        String nobody =
                Engine.awaitFlag(unwritten.id(), "executive-silence", "RAISED").getString("flag.evidence.sentence");

        assertThat(answered).contains("3").containsIgnoringCase("without an answer");
        assertThat(nobody).containsIgnoringCase("nobody");
    }

    @Test
    void whatAFlagSaysFollowsTheValuesWhileItStands() {
        LocalDate day = Engine.today();
        ExampleAccount account = ExampleAccount.named("follows")
                .sponsorSilentSince(day.minusDays(40), FAR, 0)
                .publish();
        Engine.awaitFlag(account.id(), "executive-silence", "RAISED");

        account.sponsorSilentSince(day.minusDays(40), FAR, 2).publishMetrics();
        Engine.awaitFlag(account.id(), "executive-silence", flag -> says(flag, "40 days", "2 times"));
        Engine.passToNextDay();
        JsonPath flag = Engine.awaitFlag(account.id(), "executive-silence", f -> says(f, "41 days", "2 times"));

        assertThat(flag.getString("flag.state")).isEqualTo("RAISED");
        assertThat(flag.getInt("flag.raising")).isEqualTo(1);
        assertThat(flag.getList("transitions.evidence.sentence", String.class))
                .singleElement()
                .asString()
                .contains("40 days", "nobody");
    }

    @Test
    void anUnknownFlagSaysWhatIsNotKnownNow() {
        ExampleAccount account = ExampleAccount.named("reasons").publish();
        JsonPath first = Engine.awaitFlag(account.id(), "executive-silence", "UNKNOWN");
        assertThat(first.getString("flag.evidence.sentence")).contains("nothing is known");

        LocalDate covered = Engine.today().minusDays(5);
        account.sponsorSilentSince(covered.minusDays(20), covered, 0).publishMetrics();

        JsonPath flag = Engine.awaitFlag(account.id(), "executive-silence", f -> !says(f, "nothing is known"));
        assertThat(flag.getString("flag.state")).isEqualTo("UNKNOWN");
        assertThat(flag.getInt("flag.version")).as("not stored again").isEqualTo(first.getInt("flag.version"));
    }

    @Test
    void atMidnightAFlagThatStaysAsItIsIsNeitherStoredNorPublishedAgain() {
        ExampleAccount account = ExampleAccount.named("midnight")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 0)
                .publish();
        Engine.awaitFlag(account.id(), "executive-silence", "RAISED");
        Engine.awaitJudged(account.id());
        List<String> before = stored(account);

        Engine.passToNextDay();
        Engine.awaitPass();
        account.sponsorSilentSince(Engine.today().minusDays(41), FAR, 1).publishMetrics();
        Engine.awaitJudged(account.id());

        assertThat(stored(account)).isEqualTo(before);
        assertThat(Engine.texts(
                        "select seq::text from feed_change where type = 'flag' and data->>'accountId' = ?"
                                + " and data->>'thresholdId' = 'executive-silence'",
                        account.id()))
                .hasSize(1);
    }

    private static List<String> stored(ExampleAccount account) {
        return Engine.texts(
                "select threshold_id || ' ' || version || ' ' || evidence || ' ' || xmin from flag where account_id = ?"
                        + " order by 1",
                account.id());
    }

    @Test
    void aFlagThatFlapsIsOneEpisodeWithOneRunAndOneSetOfMessages() {
        LocalDate day = Engine.today();
        ExampleAccount account = ExampleAccount.named("flapping")
                .sponsorSilentSince(day.minusDays(40), FAR, 0)
                .publish();
        Engine.awaitRun(account.id());
        List<String> opening = Engine.actions(account.id());

        for (int times = 0; times < 3; times++) {
            account.sponsorSilentSince(day, FAR, 0).publishMetrics();
            Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
            account.sponsorSilentSince(day.minusDays(40), FAR, 0).publishMetrics();
            Engine.awaitFlag(account.id(), "executive-silence", "RAISED");
        }

        JsonPath run = Engine.awaitRun(account.id(), r -> r.getString("run.raisedAgainAt") != null);
        assertThat(run.getString("run.state")).isEqualTo("OPEN");
        assertThat(run.getInt("run.raising")).isEqualTo(1);
        assertThat(Engine.as("csm")
                        .get("/v1/runs?accountId=" + account.id())
                        .jsonPath()
                        .getList("items"))
                .hasSize(1);
        assertThat(Engine.actions(account.id())).isEqualTo(opening);
        assertThat(Engine.awaitFlag(account.id(), "executive-silence", "RAISED").getInt("flag.raising"))
                .isEqualTo(1);
    }

    @Test
    void anAccountThatCannotBeJudgedIsParkedAndItsPartitionGoesOn() {
        ExampleAccount broken = ExampleAccount.named("broken").seats(99, 100).publish();
        Engine.awaitFlag(broken.id(), "seat-limit", "RAISED");
        Engine.sql(
                "update account_fact set metrics = '{\"values\": 5}', judged_as = null, dirty = true where account_id = ?",
                broken.id());
        ExampleAccount other = ExampleAccount.named("other");
        while (Partitions.of(other.id()) != Partitions.of(broken.id())) {
            other = ExampleAccount.named("other");
        }

        other.seats(99, 100).publish();

        Engine.awaitFlag(other.id(), "seat-limit", "RAISED");
        await().atMost(Engine.LIMIT)
                .until(() -> Engine.texts(
                                        "select parked_because from account_fact where account_id = ? and parked_at is not null",
                                        broken.id())
                                .size()
                        == 1);
        assertThat(Engine.health().getInt("checks.find { it.name == 'judging' }.data.parkedAccounts"))
                .isPositive();
        assertThat(Engine.flagState(broken.id(), "seat-limit"))
                .as("with the evidence of its last change")
                .isEqualTo("RAISED");
        broken.seats(50, 100).publish();
        Engine.awaitFlag(broken.id(), "seat-limit", "CLEAR");
        assertThat(Engine.texts(
                        "select account_id from account_fact where account_id = ? and parked_at is not null",
                        broken.id()))
                .isEmpty();
    }

    private static boolean says(JsonPath flag, String... parts) {
        return Stream.of(parts).allMatch(flag.getString("flag.evidence.sentence")::contains);
    }

    @Test
    void unknownRaisesNothing() {
        ExampleAccount account = ExampleAccount.named("unknown").publish();

        Engine.awaitFlag(account.id(), "executive-silence", "UNKNOWN");
        Engine.awaitFlag(account.id(), "power-users-low", "UNKNOWN");
        Engine.awaitFlag(account.id(), "seat-limit", "UNKNOWN");
        assertThat(Engine.actions(account.id())).isEmpty();
    }

    @Test
    void flagsOfAnAccountThatStopsBeingACustomerAreClearAtOnceAndItsRunIsCancelled() {
        ExampleAccount account = ExampleAccount.named("left")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 0)
                .seats(99, 100)
                .publish();
        Engine.awaitRun(account.id());
        Engine.awaitFlag(account.id(), "seat-limit", "RAISED");

        account.customer(false).publishMetrics();

        JsonPath flag = Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
        assertThat(flag.getString("flag.evidence.sentence")).startsWith("Not a customer");
        assertThat(flag.getString("transitions[0].evidence.sentence")).startsWith("Not a customer");
        assertThat(flag.getString("flag.frozenSince")).isNotNull();
        assertThat(frozen(account)).isEqualTo("true");
        Engine.awaitFlag(account.id(), "seat-limit", "CLEAR");
        Engine.awaitFlag(account.id(), "power-users-low", "CLEAR");
        JsonPath cancelled =
                Engine.awaitRun(account.id(), r -> r.getString("run.state").equals("CANCELLED"));
        assertThat(cancelled.getList("steps.findAll { it.kind == 'ESCALATION' }.state"))
                .containsOnly("SKIPPED");

        account.customer(true)
                .sponsorSilentSince(Engine.today().minusDays(41), FAR, 0)
                .publishMetrics();

        JsonPath back = Engine.awaitFlag(account.id(), "executive-silence", "RAISED");
        assertThat(back.getInt("flag.raising")).isEqualTo(2);
        assertThat(back.getString("flag.frozenSince")).isNull();
        assertThat(frozen(account)).isEqualTo("false");
        Engine.awaitRun(
                account.id(),
                r -> r.getInt("run.raising") == 2 && r.getString("run.state").equals("OPEN"));
    }

    private static String frozen(ExampleAccount account) {
        return Engine.texts(
                        "select (data->>'frozenSince' is not null)::text from feed_change where type = 'flag'"
                                + " and key = ? order by seq desc limit 1",
                        account.id() + "/executive-silence")
                .getFirst();
    }

    @Test
    void aProspectIsAtNoRiskAndIsJudgedAsSoonAsItIsACustomer() {
        ExampleAccount account =
                ExampleAccount.named("prospect").customer(false).publish();
        JsonPath flag = Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
        assertThat(flag.getInt("flag.raising")).isZero();

        account.customer(true).sponsorSilentSince(Engine.today(), FAR, 0).publishMetrics();

        Engine.awaitFlag(account.id(), "executive-silence", f -> !f.getString("flag.evidence.sentence")
                .startsWith("Not a customer"));
        assertThat(Engine.flagState(account.id(), "executive-silence")).isEqualTo("CLEAR");
    }

    @Test
    void aRaisedFlagOutlastsSilenceOfTheSourceForTwoDaysAndIsThenUnknown() {
        LocalDate today = Engine.today();
        ExampleAccount account = ExampleAccount.named("stale")
                .sponsorSilentSince(today.minusDays(40), today.plusDays(1), 0)
                .publish();
        Engine.awaitFlag(account.id(), "executive-silence", "RAISED");

        Engine.pass(Duration.ofDays(2));
        Engine.awaitPass();
        assertThat(Engine.flagState(account.id(), "executive-silence")).isEqualTo("RAISED");

        Engine.pass(Duration.ofHours(47));
        Engine.awaitPass();
        assertThat(Engine.flagState(account.id(), "executive-silence")).isEqualTo("RAISED");

        Engine.pass(Duration.ofHours(2));
        Engine.awaitFlag(account.id(), "executive-silence", "UNKNOWN");
    }

    @Test
    void aRunOfABundleThatCannotBeCompiledWaitsAndItsAccountIsJudgedAllTheSame() {
        ExampleAccount account = ExampleAccount.named("waiting")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 0)
                .publish();
        Engine.awaitRun(account.id());
        String hash = "f".repeat(64);
        Engine.sql(
                "insert into rule_bundle (hash, state, origin, received_at)"
                        + " values (?, 'RETIRED', 'UPLOAD', business_now())",
                hash);
        Engine.sql(
                "insert into rule_bundle_content (hash, files) values (?, ?)",
                hash,
                "{\"thresholds/x.drl\": \"nonsense\"}".getBytes(StandardCharsets.UTF_8));
        Engine.sql("update playbook_run set bundle_hash = ? where account_id = ?", hash, account.id());

        account.seats(99, 100).publishMetrics();

        Engine.awaitFlag(account.id(), "seat-limit", "RAISED");
        await().atMost(Engine.LIMIT)
                .until(() ->
                        Engine.health().getInt("checks.find { it.name == 'judging' }.data.bundlesNotCompiled") == 1);
        Engine.awaitJudged(account.id());
        assertThat(Engine.awaitRun(account.id()).getString("run.state")).isEqualTo("OPEN");
    }

    @Test
    void eightyFivePercentOfTheSeatsRaisesAndLessDoesNot() {
        ExampleAccount reached = ExampleAccount.named("reached").seats(85, 100).publish();
        ExampleAccount below = ExampleAccount.named("below").seats(8499, 10000).publish();

        JsonPath flag = Engine.awaitFlag(reached.id(), "seat-limit", "RAISED");
        assertThat(flag.getString("flag.level")).isEqualTo("OPPORTUNITY");
        assertThat(flag.getString("flag.evidence.values[0].numerator")).isEqualTo("85");
        Engine.awaitFlag(below.id(), "seat-limit", "CLEAR");
    }

    @Test
    void eachValueOfTheEvidenceNamesTheRecordsBehindItAsTheyWereKnownThen() {
        ExampleAccount account = ExampleAccount.named("traced").seats(85, 100).publish();

        JsonPath flag = Engine.awaitFlag(account.id(), "seat-limit", "RAISED");

        // Links and answers write the zeros at the end of a second differently.
        Instant judgedAt = Instant.parse(flag.getString("transitions[0].evidence.judgedAt"));
        assertThat(flag.getString("transitions[0].evidence.values[0].trace"))
                .isEqualTo("/v1/accounts/" + account.id() + "/metrics/seat-utilization/trace?asOf="
                        + judgedAt.atOffset(ZoneOffset.UTC).toLocalDate() + "&knownAt=" + judgedAt);
        assertThat(Engine.texts(
                        "select data->'evidence'->'values'->0->>'trace' from feed_change where type = 'flag'"
                                + " and data->>'accountId' = ? and data->>'thresholdId' = 'seat-limit'",
                        account.id()))
                .contains(flag.getString("transitions[0].evidence.values[0].trace"));
    }

    @Test
    void aValueOfAnotherDefinitionDoesNotCount() {
        ExampleAccount account =
                ExampleAccount.named("other").seatsByAnotherDefinition(99, 100).publish();

        Engine.awaitFlag(account.id(), "seat-limit", "UNKNOWN");
    }

    @Test
    void beginningAgainFromTheSnapshotChangesNothing() {
        ExampleAccount account = ExampleAccount.named("again")
                .sponsorSilentSince(Engine.today().minusDays(50), FAR, 1)
                .publish();
        Engine.awaitRun(account.id());
        var before = Engine.actions(account.id());

        Peers.ingestion().beginNewEpoch();
        ExampleAccount later = ExampleAccount.named("later").seats(90, 100).publish();
        Engine.awaitFlag(later.id(), "seat-limit", "RAISED");
        Engine.awaitPass();

        assertThat(Engine.actions(account.id())).isEqualTo(before);
        assertThat(Engine.awaitFlag(account.id(), "executive-silence", "RAISED").getInt("flag.version"))
                .isEqualTo(1);
    }
}

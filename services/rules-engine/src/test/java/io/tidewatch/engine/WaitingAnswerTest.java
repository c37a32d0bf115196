package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.Peers;
import io.tidewatch.feed.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Nobody works on the account for a week: its partition is leased to a replica that died. Meanwhile the escalation falls due.
 * Whoever takes over reads what waits in the feed before anything is judged, however long the provider takes to answer.
 */
@EngineTest
class WaitingAnswerTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String ESCALATION = "ESCALATION leadership-outreach-leader";

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @AfterEach
    void answerAgain() {
        Peers.ingestion().hold(false);
    }

    @Test
    void anAnswerThatWaitsInTheFeedStopsTheEscalationThatFellDueInTheMeantime() {
        ExampleAccount account = silent("waiting-answer");
        JsonPath run = Engine.awaitRun(account.id());
        nobodyWorksOn(account);
        Peers.ingestion().hold(true);
        account.sponsorWrites(openedAt(run).plus(Duration.ofDays(2)));
        Engine.pass(Duration.ofDays(8));

        awaitTakenOver(account);
        assertNothingIsJudgedWhileTheFeedIsUnread(account);
        Peers.ingestion().hold(false);

        JsonPath responded = Engine.awaitRun(account.id(), r -> Engine.judgement(r, "response") != null);
        assertThat(responded.getList("steps.findAll { it.kind == 'ESCALATION' }.state"))
                .containsOnly("SKIPPED");
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).noneMatch(action -> action.startsWith("ESCALATION"));
    }

    @Test
    void withoutAnAnswerTheEscalationThatFellDueInTheMeantimeGoesOutOnce() {
        ExampleAccount account = silent("no-answer");
        Engine.awaitRun(account.id());
        nobodyWorksOn(account);
        Peers.ingestion().hold(true);
        Engine.pass(Duration.ofDays(8));

        awaitTakenOver(account);
        assertNothingIsJudgedWhileTheFeedIsUnread(account);
        Peers.ingestion().hold(false);

        Engine.awaitAction(account.id(), ESCALATION);
        Engine.passToNextDay();
        Engine.awaitPass();
        assertThat(Collections.frequency(Engine.actions(account.id()), ESCALATION))
                .isEqualTo(1);
    }

    private static ExampleAccount silent(String name) {
        return ExampleAccount.named(name)
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
    }

    private static Instant openedAt(JsonPath run) {
        return Instant.parse(run.getString("run.openedAt"));
    }

    /** Leases the partition to a replica that never works on it. */
    private static void nobodyWorksOn(ExampleAccount account) {
        Engine.sql("""
                update feed_lease
                set owner = 'a dead replica', epoch = epoch + 1, until = clock_timestamp() + interval '1 hour'
                where consumer = 'rules-engine' and partition = ?
                """, Partitions.of(account.id()));
    }

    /** Lets that lease end. */
    private static void awaitTakenOver(ExampleAccount account) {
        Engine.sql(
                "update feed_lease set until = clock_timestamp() where owner = 'a dead replica' and partition = ?",
                Partitions.of(account.id()));
        await().atMost(Engine.LIMIT)
                .until(() -> Engine.number("select count(*) from feed_lease where owner <> 'a dead replica'"
                                + " and consumer = 'rules-engine' and partition = " + Partitions.of(account.id()))
                        == 1);
    }

    private static void assertNothingIsJudgedWhileTheFeedIsUnread(ExampleAccount account) {
        await().atMost(Engine.LIMIT).until(() -> Peers.ingestion().held() > 0);
        await().during(Duration.ofSeconds(1)).atMost(Engine.LIMIT).until(() -> Engine.actions(account.id()).stream()
                .noneMatch(action -> action.startsWith("ESCALATION")));
    }
}

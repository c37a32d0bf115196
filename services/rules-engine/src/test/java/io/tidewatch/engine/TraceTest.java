package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.Peers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trace of a change goes on in the flags, runs and actions that follow from it. */
@EngineTest
class TraceTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER = "5bf92f3577b34da6a3ce929d0e0e4736";

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @AfterEach
    void publishWithoutTraces() {
        Peers.ingestion().publishIn(null);
    }

    @Test
    void eachAccountHasTheTraceOfItsOwnChange() {
        ExampleAccount one = silentIn(TRACE, "traced-one");
        ExampleAccount other = silentIn(OTHER, "traced-other");
        ExampleAccount without = silentIn(null, "traced-without");

        assertThat(opened(one)).isNotEmpty().allMatch(entry -> entry.contains(TRACE));
        assertThat(opened(other)).isNotEmpty().allMatch(entry -> entry.contains(OTHER));
        assertThat(opened(without)).isNotEmpty().allMatch(entry -> entry.endsWith(" none"));
    }

    @Test
    void whatComesWithTimeBelongsToTheTraceOfTheOpening() {
        ExampleAccount account = silentIn(TRACE, "traced-late");
        JsonPath run = Engine.awaitRun(account.id());

        Engine.pass(Duration.between(
                Engine.now(), Instant.parse(run.getString("run.openedAt")).plus(Duration.ofDays(7))));
        Engine.awaitAction(account.id(), "ESCALATION leadership-outreach-leader");

        assertThat(published(account, "ESCALATION")).isNotEmpty().allMatch(entry -> entry.contains(TRACE));
    }

    @Test
    void aFlagThatChangesWithTheDayDoesNotContinueAnOldTrace() {
        Engine.passToNextDay();
        Peers.ingestion().publishIn(in(TRACE));
        ExampleAccount account = ExampleAccount.named("traced-before")
                .sponsorSilentSince(Engine.today().minusDays(29), FAR, 0)
                .publish();
        Peers.ingestion().publishIn(null);
        Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
        Engine.awaitJudged(account.id());

        Engine.passToNextDay();
        Engine.awaitFlag(account.id(), "executive-silence", "RAISED");

        assertThat(Engine.texts("""
                        select coalesce(traceparent, 'none') from feed_change
                        where type = 'flag' and data->>'accountId' = ? and data->>'thresholdId' = 'executive-silence'
                        order by seq desc limit 1
                        """, account.id())).containsExactly("none");
    }

    private static ExampleAccount silentIn(String trace, String name) {
        Peers.ingestion().publishIn(trace == null ? null : in(trace));
        return ExampleAccount.named(name)
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
    }

    private static String in(String trace) {
        return "00-" + trace + "-00f067aa0ba902b7-01";
    }

    /** The first actions of the run of an account. */
    private static List<String> opened(ExampleAccount account) {
        Engine.awaitRun(account.id());
        return published(account, "TASK");
    }

    private static List<String> published(ExampleAccount account, String kind) {
        return Engine.texts("""
                select data->>'kind' || ' ' || coalesce(traceparent, 'none') from feed_change
                where type = 'action' and data->'account'->>'id' = ? and data->>'kind' = ? order by seq
                """, account.id(), kind);
    }
}

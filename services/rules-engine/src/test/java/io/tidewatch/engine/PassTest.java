package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.Peers;
import io.tidewatch.feed.Partitions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EngineTest
class PassTest {

    private static final LocalDate FAR = LocalDate.of(2999, 1, 1);
    private static final int PARTITION = 7;

    @BeforeEach
    void rules() {
        Engine.awaitRules();
    }

    /** More accounts of one partition than a slice has places, so that its pass has several slices; and some of others. */
    @Test
    void anotherDayRaisesWhatItCrossesAndWritesNothingOfOtherAccounts() {
        LocalDate today = Engine.today();
        List<ExampleAccount> quiet = new ArrayList<>();
        List<ExampleAccount> crossing = new ArrayList<>();
        for (int index = 0; index < 24; index++) {
            String name = index % 4 == 0 ? "crossing" : "quiet";
            ExampleAccount account = (index < 16 ? inOnePartition(name) : ExampleAccount.named(name))
                    .seats(50, 100)
                    .sponsorSilentSince(today.minusDays(index % 4 == 0 ? 29 : 3), FAR, 0)
                    .publish();
            (index % 4 == 0 ? crossing : quiet).add(account);
        }
        crossing.forEach(account -> Engine.awaitFlag(account.id(), "executive-silence", "CLEAR"));
        quiet.forEach(account -> Engine.awaitFlag(account.id(), "executive-silence", "CLEAR"));
        quiet.forEach(account -> Engine.awaitJudged(account.id()));
        Engine.awaitPass();
        List<String> before = rows(quiet);

        Engine.passToNextDay();
        Engine.awaitPass();

        crossing.forEach(account ->
                assertThat(Engine.flagState(account.id(), "executive-silence")).isEqualTo("RAISED"));
        assertThat(rows(quiet)).isEqualTo(before);
    }

    @Test
    void aPassJudgesAnAccountOfWhichIsNotKnownWhatItsFlagsFollowFrom() {
        ExampleAccount account = ExampleAccount.named("unseen").seats(50, 100).publish();
        Engine.awaitFlag(account.id(), "seat-limit", "CLEAR");
        Engine.awaitJudged(account.id());
        Engine.awaitPass();

        Engine.sql("update account_fact set judged_as = null where account_id = ?", account.id());
        Engine.passToNextDay();
        Engine.awaitPass();

        assertThat(Engine.texts("select judged_as from account_fact where account_id = ?", account.id()))
                .doesNotContainNull();
        assertThat(Engine.flagState(account.id(), "seat-limit")).isEqualTo("CLEAR");
    }

    @Test
    void aValueThatChangesNoOutcomeIsSeenAndChangesNoFlag() {
        ExampleAccount account = ExampleAccount.named("same").seats(50, 100).publish();
        Engine.awaitFlag(account.id(), "seat-limit", "CLEAR");
        Engine.awaitJudged(account.id());
        List<String> before = flags(account);

        account.seats(51, 100).publishMetrics();
        await().atMost(Engine.LIMIT).until(Peers.ingestion()::isApplied);
        Engine.awaitJudged(account.id());

        assertThat(flags(account)).isEqualTo(before);
        assertThat(Engine.as("csm")
                        .get("/v1/flags/{a}/seat-limit", account.id())
                        .jsonPath()
                        .getString("flag.evidence.sentence"))
                .contains("51 %");
        account.seats(85, 100).publishMetrics();
        Engine.awaitFlag(account.id(), "seat-limit", "RAISED");
    }

    private static ExampleAccount inOnePartition(String name) {
        return Stream.generate(() -> ExampleAccount.named(name))
                .filter(account -> Partitions.of(account.id()) == PARTITION)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> flags(ExampleAccount account) {
        return Engine.texts(
                "select xmin || ' ' || ctid || threshold_id from flag where account_id = ? order by threshold_id",
                account.id());
    }

    /** What PostgreSQL knows of the rows of the accounts: it changes with each write. */
    private static List<String> rows(List<ExampleAccount> accounts) {
        List<String> rows = new ArrayList<>();
        for (ExampleAccount account : accounts) {
            rows.addAll(
                    Engine.texts("select xmin || ' ' || ctid from account_fact where account_id = ?", account.id()));
            rows.addAll(flags(account));
        }
        return rows;
    }
}

package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.Peers;
import io.tidewatch.feed.Partitions;
import io.tidewatch.testsuite.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** So many accounts lie in more partitions than are judged at once, and one of these is busy. */
    @Test
    void ofManyTouchedAccountsOnlyThoseWithAnotherOutcomeAreJudged() throws SQLException {
        List<ExampleAccount> accounts = new ArrayList<>();
        for (int index = 0; index < 60; index++) {
            accounts.add(ExampleAccount.named("touched").seats(50, 100).publish());
        }
        accounts.forEach(account -> Engine.awaitFlag(account.id(), "seat-limit", "CLEAR"));
        accounts.forEach(account -> Engine.awaitJudged(account.id()));
        Engine.awaitPass();
        List<String> before =
                accounts.stream().flatMap(account -> flags(account).stream()).toList();
        String outcomes = judgedAs(accounts.getFirst());
        ExampleAccount other = accounts.get(10);
        ExampleAccount busy = accounts.getLast();
        try (Connection holder = TestDatabase.shared().connect("rules");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(
                    "select 1 from partition_work where partition = " + Partitions.of(busy.id()) + " for update");

            Engine.sql("update account_fact set dirty = true where account_id like 'touched-%'");
            accounts.stream()
                    .filter(account -> Partitions.of(account.id()) != Partitions.of(busy.id()))
                    .forEach(account -> Engine.awaitJudged(account.id()));

            assertThat(Engine.number(
                            "select count(*) from account_fact where dirty and account_id = '" + busy.id() + "'"))
                    .isEqualTo(1);
            holder.rollback();
        }
        Engine.awaitJudged(busy.id());
        assertThat(accounts.stream().flatMap(account -> flags(account).stream()).toList())
                .isEqualTo(before);

        Engine.sql(
                "update account_fact set dirty = true, judged_as = case when account_id = ? then 'others' else judged_as end"
                        + " where account_id like 'touched-%'",
                other.id());
        accounts.forEach(account -> Engine.awaitJudged(account.id()));
        assertThat(judgedAs(other)).isEqualTo(outcomes);
    }

    private static String judgedAs(ExampleAccount account) {
        return Engine.texts("select judged_as from account_fact where account_id = ?", account.id())
                .getFirst();
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

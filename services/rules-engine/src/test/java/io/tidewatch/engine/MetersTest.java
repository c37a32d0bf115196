package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.arc.All;
import io.tidewatch.access.GaugeReading;
import io.tidewatch.access.StoredGauge;
import io.tidewatch.access.StoredGauges;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.feed.Partitions;
import io.tidewatch.testsuite.Scrape;
import io.tidewatch.testsuite.TestDatabase;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of the service at its management port. */
@EngineTest
class MetersTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);

    /** 400 days in seconds: other tests of this application leave runs that are due, but none so old. */
    private static final double OLDEST = 34_560_000;

    @Inject
    GaugeReading gauges;

    @Inject
    @All
    List<StoredGauges> features;

    @BeforeEach
    void rules() {
        Engine.awaitRules();
    }

    @Test
    void thePassIsAsOldAsItsLastPartitionAndTookFromTheFirstOneOnAndOnePartitionAloneIsNoPass() {
        Engine.awaitPass();
        Engine.sql("update partition_work set pass_ended_at = clock_timestamp() - interval '10 hours',"
                + " pass_began_at = clock_timestamp() - interval '10 hours 5 minutes'");
        Engine.sql(
                "update partition_work set pass_began_at = pass_began_at - interval '10 minutes' where partition = 1");
        Scrape scrape = read();
        assertThat(scrape.value("tidewatch_pass_age_seconds")).isBetween(36_000.0, 36_300.0);
        assertThat(scrape.value("tidewatch_pass_duration_seconds")).isBetween(900.0, 901.0);

        Engine.sql("update partition_work set pass_key = '', pass_done = false where partition = 5");
        Engine.awaitPass();
        scrape = read();
        assertThat(scrape.value("tidewatch_pass_age_seconds")).isGreaterThan(36_000);
        assertThat(scrape.value("tidewatch_pass_duration_seconds")).isBetween(900.0, 901.0);

        Engine.passToNextDay();
        Engine.awaitPass();
        scrape = read();
        assertThat(scrape.value("tidewatch_pass_age_seconds")).isLessThan(300);
        assertThat(scrape.value("tidewatch_pass_duration_seconds")).isLessThan(300);
    }

    @Test
    void whileAPassIsUnderWayItHasNoDurationYet() throws SQLException {
        Engine.awaitPass();
        try (Connection holder = hold(5)) {
            Engine.passToNextDay();
            await().atMost(Engine.LIMIT).until(() -> Engine.number(Engine.PARTITIONS_OF_THE_PASS) == 1);
            assertThat(read().find("tidewatch_pass_duration_seconds")).isEmpty();
            holder.rollback();
        }
        Engine.awaitPass();
        assertThat(read().find("tidewatch_pass_duration_seconds")).isPresent();
    }

    @Test
    void theAgeOfWhatWaitsToBeJudgedAndOfTheActionsThatAreDueIsShown() throws SQLException {
        ExampleAccount account = ExampleAccount.named("waits")
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
        Engine.awaitRun(account.id());
        Engine.awaitJudged(account.id());
        assertThat(Engine.texts("select dirty_since::text from account_fact where account_id = ?", account.id()))
                .as("when it was touched")
                .doesNotContainNull();
        try (Connection holder = hold(Partitions.of(account.id()))) {
            Engine.sql(
                    "update account_fact set dirty = true, dirty_since = clock_timestamp() - interval '5 minutes'"
                            + " where account_id = ?",
                    account.id());
            Engine.sql(
                    "update playbook_run set next_due_at = business_now() - interval '400 days' where account_id = ?",
                    account.id());
            Scrape scrape = read();
            assertThat(scrape.value("tidewatch_accounts_unjudged_seconds")).isBetween(300.0, 600.0);
            assertThat(scrape.value("tidewatch_actions_due_seconds")).isBetween(OLDEST, OLDEST + 300);
            holder.rollback();
        }
        Engine.awaitJudged(account.id());
        await().atMost(Engine.LIMIT).untilAsserted(() -> {
            Scrape scrape = read();
            assertThat(scrape.value("tidewatch_accounts_unjudged_seconds")).isZero();
            assertThat(scrape.value("tidewatch_actions_due_seconds")).isLessThan(OLDEST);
        });
    }

    @Test
    void whetherThereAreRulesIsShownAndABundleThatIsRefusedIsCounted() {
        assertThat(Scrape.now().value("tidewatch_bundle_active")).isOne();
        double refused = Scrape.now().value("tidewatch_bundles_refused_total");

        // Its check ended twice with the replica, and now for the third time.
        Engine.sql("""
                insert into rule_bundle (hash, state, origin, received_at, interrupted, checked_until)
                values (repeat('e', 64), 'CANDIDATE', 'UPLOAD', business_now(), 2, clock_timestamp())
                """);

        await().atMost(Engine.LIMIT).until(() -> Scrape.now().value("tidewatch_bundles_refused_total") == refused + 1);
        Engine.sql("delete from rule_bundle where hash = repeat('e', 64)");
    }

    @Test
    void theGuideListsTheMetersOfThisService() {
        List<String> names = features.stream()
                .flatMap(feature -> feature.gauges().stream())
                .map(StoredGauge::name)
                .toList();
        Scrape.assertInGuide("rules-engine", names);
    }

    private static Connection hold(int partition) throws SQLException {
        Connection holder = TestDatabase.shared().connect("rules");
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("select 1 from partition_work where partition = " + partition + " for update");
        }
        return holder;
    }

    private Scrape read() {
        gauges.read().await().atMost(Engine.LIMIT);
        return Scrape.now();
    }
}

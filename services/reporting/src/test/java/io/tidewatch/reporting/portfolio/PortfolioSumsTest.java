package io.tidewatch.reporting.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.reporting.portfolio.MembersQuery.Sums;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.standin.ReportingTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The sums that follow the feeds are what a sum over all accounts gives. */
@QuarkusTest
class PortfolioSumsTest extends ReportingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final LocalDate TODAY = LocalDate.of(2026, 2, 1);
    private static final int ROUNDS = 60;

    /** Two that share a stripe, and one that does not. */
    private static final List<Integer> PARTITIONS = List.of(5, 13, 38);

    @Inject
    Pool pool;

    @Inject
    PortfolioReader reader;

    @Inject
    ReadingProgress progress;

    @Inject
    UnreadableChanges unreadable;

    @Inject
    ObjectMapper json;

    private SumsOracle oracle;

    @Test
    void afterAnyChangesTheReportShowsWhatASumOverAllAccountsGives() {
        oracle = new SumsOracle(pool);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Integer, RandomChanges> ofIngestion = changes(random);
        Map<Integer, RandomChanges> ofRules = changes(random);
        Set<String> standings = new HashSet<>();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                List<Uni<Void>> pages = new ArrayList<>();
                for (int partition : PARTITIONS) {
                    pages.add(page(Provider.ACCOUNT_INGESTION, partition, ofIngestion.get(partition), random));
                    pages.add(page(Provider.RULES_ENGINE, partition, ofRules.get(partition), random));
                }
                Uni.join().all(pages).andFailFast().await().atMost(LIMIT);
                compare("seed " + seed + ", round " + round, random);
                oracle.rows(
                                "select distinct standing from portfolio_share where partition in (5, 13, 38)",
                                Tuple.tuple())
                        .forEach(row -> standings.add(row.getString("standing")));
            }
            assertThat(standings)
                    .as("seed " + seed + ", what was tried")
                    .containsExactlyInAnyOrder("AT_RISK", "NOT_JUDGED", "NOT_AT_RISK", "NOT_COUNTED");
            PARTITIONS.forEach(
                    partition -> List.of(Provider.values()).forEach(provider -> forget(provider, partition)));
            compare("seed " + seed + ", all forgotten", random);
            assertThat(oracle.rows("select 1 from portfolio_share where partition in (5, 13, 38)", Tuple.tuple())
                            .size())
                    .as("shares of forgotten accounts")
                    .isZero();
            assertThat(oracle.rows("select 1 from portfolio_sum where accounts <= 0", Tuple.tuple())
                            .size())
                    .as("sums of no account")
                    .isZero();
        } finally {
            PARTITIONS.forEach(
                    partition -> List.of(Provider.values()).forEach(provider -> forget(provider, partition)));
            oracle.rows("delete from unreadable_change where key like 'sums-%'", Tuple.tuple());
        }
    }

    @Test
    void anAccountAndItsFlagThatAreReadAtTheSameTimeAreBothCounted() {
        String acme = id("acme");
        SnapshotItem account = item("account", acme, Map.of("id", acme, "name", "Acme", "segment", segment));
        SnapshotItem flag = item(
                "flag",
                acme + "/silence",
                Map.of(
                        "accountId",
                        acme,
                        "thresholdId",
                        "silence",
                        "raising",
                        1,
                        "version",
                        1,
                        "state",
                        "RAISED",
                        "level",
                        "AT_RISK",
                        "question",
                        "RENEW",
                        "since",
                        "2026-01-02T03:04:05Z"));
        int partition = Partitions.of(acme);
        SqlConnection first = pool.getConnection().await().atMost(LIMIT);
        try {
            Transaction transaction = first.begin().await().atMost(LIMIT);
            handler(Provider.ACCOUNT_INGESTION)
                    .applySnapshot(first, partition, List.of(account))
                    .await()
                    .atMost(LIMIT);
            CompletableFuture<Void> second = inTransaction(
                            tx -> handler(Provider.RULES_ENGINE).applySnapshot(tx, partition, List.of(flag)))
                    .subscribeAsCompletionStage();
            await().atMost(LIMIT).until(this::oneWaits);
            transaction.commit().await().atMost(LIMIT);
            second.join();
        } finally {
            first.close().await().atMost(LIMIT);
        }

        Portfolio shown = reader.read(new Selection(segment, null), new Definitions(null, null), TODAY)
                .await()
                .atMost(LIMIT);

        assertThat(shown.all().accounts()).isEqualTo(1);
        assertThat(shown.all().atRisk()).isEqualTo(1);
    }

    private boolean oneWaits() {
        return new SumsOracle(pool)
                        .rows("select 1 from pg_locks where locktype = 'advisory' and not granted", Tuple.tuple())
                        .size()
                > 0;
    }

    private static Map<Integer, RandomChanges> changes(Random random) {
        return Map.of(
                PARTITIONS.get(0), new RandomChanges(random),
                PARTITIONS.get(1), new RandomChanges(random),
                PARTITIONS.get(2), new RandomChanges(random));
    }

    /** A page of changes in a transaction of its own, now and then after a reset of the feed. */
    private Uni<Void> page(Provider provider, int partition, RandomChanges changes, Random random) {
        boolean reset = random.nextInt(40) == 0;
        if (reset) {
            changes.beginAgain();
        }
        List<SnapshotItem> items = changes.page(provider, partition);
        ReadModelHandler handler = handler(provider);
        return reset
                ? inTransaction(tx -> handler.beginSnapshot(tx, partition, true)
                        .chain(() -> handler.applySnapshot(tx, partition, items))
                        .chain(() -> handler.endSnapshot(tx, partition)))
                : inTransaction(tx -> handler.applySnapshot(tx, partition, items));
    }

    private void forget(Provider provider, int partition) {
        ReadModelHandler handler = handler(provider);
        inTransaction(tx -> handler.beginSnapshot(tx, partition, true).chain(() -> handler.endSnapshot(tx, partition)))
                .await()
                .atMost(LIMIT);
    }

    private void compare(String when, Random random) {
        Selection selection = new Selection(
                random.nextBoolean() ? null : any(RandomChanges.SEGMENTS, random),
                random.nextBoolean() ? null : any(RandomChanges.CSMS, random));
        Definitions definitions =
                new Definitions(random.nextInt(9) == 0 ? null : any(RandomChanges.DEFINITIONS, random), "renewal");
        String as = when + ", " + selection + ", " + definitions;

        Portfolio shown = reader.read(selection, definitions, TODAY).await().atMost(LIMIT);
        List<AtRiskAccount> allAtRisk = new ArrayList<>();
        reader.readAllAtRisk(selection, definitions, TODAY, some -> {
                    allAtRisk.addAll(some);
                    return Uni.createFrom().voidItem();
                })
                .await()
                .atMost(LIMIT);

        assertThat(inAnyOrder(new Sums(shown.all(), shown.segments(), shown.csms(), shown.currencies())))
                .as(as)
                .isEqualTo(inAnyOrder(oracle.sums(selection, definitions, Portfolio.MOST_GROUPS)));
        assertThat(inAnyOrder(MembersQuery.read(oracle.rows(
                        MembersQuery.sql(), Tuple.of(selection.segment(), selection.csm(), definitions.arr(), 2L)))))
                .as("two groups and the rest, " + as)
                .isEqualTo(inAnyOrder(oracle.sums(selection, definitions, 2)));
        assertThat(shown.atRisk()).as(as).isEqualTo(oracle.atRisk(selection, definitions, TODAY, (long)
                Portfolio.MOST_LISTED));
        assertThat(oracle.accounts(AtRiskQuery.SQL, selection, definitions, TODAY, 3L))
                .as("three accounts, " + as)
                .isEqualTo(oracle.atRisk(selection, definitions, TODAY, 3L));
        assertThat(allAtRisk).as(as).isEqualTo(oracle.atRisk(selection, definitions, TODAY, null));
        assertThat(shown.runs()).as(as).isEqualTo(oracle.runs(selection));
        assertThat(shown.choices()).as(as).isEqualTo(oracle.choices());
    }

    private static List<Object> inAnyOrder(Sums sums) {
        return List.of(sums.all(), Set.copyOf(sums.segments()), Set.copyOf(sums.csms()), sums.currencies());
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private ReadModelHandler handler(Provider provider) {
        return new ReadModelHandler(
                provider,
                provider == Provider.ACCOUNT_INGESTION ? AccountChanges.WRITINGS : RuleChanges.WRITINGS,
                json,
                progress,
                unreadable);
    }

    private Uni<Void> inTransaction(Function<SqlConnection, Uni<Void>> work) {
        return pool.withTransaction(work);
    }

    private static SnapshotItem item(String type, String key, Map<String, Object> data) {
        return new SnapshotItem(type, key, 1, false, JSON.valueToTree(data));
    }
}

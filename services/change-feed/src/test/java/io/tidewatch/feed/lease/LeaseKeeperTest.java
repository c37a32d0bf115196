package io.tidewatch.feed.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.TestDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {

    private static final Duration TERM = Duration.ofMillis(1500);
    private static final Duration BEAT = Duration.ofMillis(200);

    private final TestDatabase database = new TestDatabase();
    private final Pool admin = database.pool("test");
    private final List<LeaseKeeper> keepers = new ArrayList<>();

    @AfterEach
    void close() {
        keepers.forEach(keeper -> keeper.stop().await().atMost(TestDatabase.SOON));
        admin.close().await().atMost(TestDatabase.SOON);
        database.close();
    }

    @Test
    void theOnlyReplicaHoldsAllPartitions() {
        LeaseKeeper one = start("one");

        eventually().until(() -> one.held().size() == 65);
        assertThat(one.held(64)).contains(new Lease(64, 1));
    }

    @Test
    void replicasShareEvenlyWhenOthersJoinAndLeave() {
        LeaseKeeper one = start("one");
        eventually().until(() -> one.held().size() == 65);

        LeaseKeeper two = start("two");
        eventually().until(() -> one.held().size() == 33 && two.held().size() == 32);
        LeaseKeeper three = start("three");
        eventually().until(() -> sizes(one, three, two).equals(List.of(22, 22, 21)));
        LeaseKeeper four = start("four");
        eventually().until(() -> sizes(four, one, three, two).equals(List.of(17, 16, 16, 16)));
        assertDisjoint(one, two, three, four);

        four.stop().await().atMost(TestDatabase.SOON);
        two.stop().await().atMost(TestDatabase.SOON);

        eventually().until(() -> sum(one, three) == 65 && max(one, three) == 33);
        assertDisjoint(one, three);
        assertThat(two.held()).isEmpty();
    }

    @Test
    void aReplicaThatStopsGivesItsLeasesBackAtOnce() {
        LeaseKeeper one = start("one", Duration.ofMinutes(10), Duration.ofSeconds(5));
        eventually().until(() -> one.held().size() == 65);

        one.stop().await().atMost(TestDatabase.SOON);
        LeaseKeeper two = start("two");

        // The term of the first would have lasted much longer than this test.
        eventually().until(() -> two.held().size() == 65);
        assertThat(two.held(0)).contains(new Lease(0, 2));
    }

    @Test
    void consumersOfOtherNamesDoNotShare() {
        LeaseKeeper one = start("one");
        LeaseKeeper other = new LeaseKeeper(
                database.pool("one"), database.vertx(), new LeaseSettings("other-consumer", "one", TERM, BEAT));
        keepers.add(other);
        other.start();

        eventually().until(() -> one.held().size() == 65 && other.held().size() == 65);
    }

    @Test
    void theLeasesOfADeadReplicaAreTakenOverAndItsLateWriteIsRefused() {
        database.execute("create table written (by text)");
        Frozen dead = Frozen.holdingAll(database, "dead");
        LeaseKeeper alive = start("alive");

        eventually().until(() -> alive.held().size() == 65);

        assertThat(alive.held(7)).contains(new Lease(7, 2));
        assertThatThrownBy(() -> dead.write(7).await().atMost(TestDatabase.SOON))
                .isInstanceOf(LeaseLost.class);
        alive.fenced()
                .run(7, tx -> tx.query("insert into written values ('alive')").execute())
                .await()
                .atMost(TestDatabase.SOON);
        assertThat(database.number("select count(*) from written where by = 'alive'"))
                .isEqualTo(1);
        assertThat(database.number("select count(*) from written")).isEqualTo(1);
    }

    @Test
    void aReplicaFrozenInsideATransactionIsTakenOverAndCannotCommitAfterwards() {
        database.execute("create table written (by text)");
        Frozen frozen = Frozen.holdingAll(database, "frozen");
        CompletableFuture<Void> thaw = new CompletableFuture<>();
        CompletableFuture<Void> inside = new CompletableFuture<>();
        CompletableFuture<Void> work = frozen.fenced()
                // Without the time limit for idle transactions, which would end it too.
                .run(7, tx -> tx.query("set local idle_in_transaction_session_timeout = 0;"
                                + "insert into written values ('frozen')")
                        .execute()
                        .invoke(() -> inside.complete(null))
                        .chain(() -> Uni.createFrom().completionStage(thaw)))
                .subscribeAsCompletionStage();
        inside.orTimeout(60, TimeUnit.SECONDS).join();

        LeaseKeeper alive = start("alive");
        eventually().until(() -> alive.held().size() == 65);
        thaw.complete(null);

        assertThatThrownBy(() -> work.get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(database.number("select count(*) from written")).isZero();
    }

    @Test
    void aTakeOverWaitsForAnOpenTransactionOfALivingOwner() throws SQLException {
        Frozen.holdingAll(database, "slow");
        // Of another application name, so nobody may end it: the row stays locked.
        try (Connection open = database.connect("unnamed");
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute(
                    "select 1 from feed_lease where consumer = 'consumer' and partition = 7 and epoch = 1 for key share");

            LeaseKeeper alive = start("alive");
            eventually().until(() -> alive.held().size() == 64);
            assertThat(alive.held(7)).isEmpty();

            open.commit();
            eventually().until(() -> alive.held(7).isPresent());
        }
    }

    @Test
    void theHeartbeatPassesWhileALongBatchHoldsTheLeaseRow() {
        // So much longer than a beat that a slow machine misses no renewal.
        LeaseKeeper one = start("one", Duration.ofSeconds(3), BEAT);
        eventually().until(() -> one.held().size() == 65);
        Lease before = one.held(7).orElseThrow();

        // Longer than a term: without renewal the lease would be lost in between.
        one.fenced()
                .run(before, tx -> tx.query("select pg_sleep(3.5)").execute().replaceWithVoid())
                .await()
                .atMost(TestDatabase.SOON);

        assertThat(one.held(7)).contains(before);
        assertThat(database.number("select count(*) from feed_lease where until > clock_timestamp() and epoch = 1"))
                .isEqualTo(65);
    }

    @Test
    void aTakeOverOfALeaseWaitsUntilTheFencedTransactionHasEnded() {
        database.execute("create table written (by text)");
        LeaseKeeper one = start("one");
        eventually().until(() -> one.held(7).isPresent());

        // The lease is given back while its transaction is open; the next owner gets it only after the commit.
        Uni<Void> work = one.fenced().run(7, tx -> tx.query("insert into written values ('one')")
                .execute()
                .chain(() -> tx.query("select pg_sleep(1)").execute())
                .replaceWithVoid());
        var done = work.subscribeAsCompletionStage();
        one.stop().await().atMost(TestDatabase.SOON);
        LeaseKeeper two = start("two");
        eventually().until(() -> two.held(7).isPresent());

        long seen = two.fenced()
                .run(7, tx -> tx.query("select count(*) from written").execute())
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(TestDatabase.SOON);
        boolean committed = !done.isCompletedExceptionally();
        assertThat(seen).isEqualTo(committed ? 1 : 0);
    }

    @Test
    void workThatFailsIsRolledBackAndWorkWithoutALeaseIsNotBegun() {
        database.execute("create table written (by text)");
        LeaseKeeper one = start("one");
        eventually().until(() -> one.held().size() == 65);

        assertThatThrownBy(() -> one.fenced()
                        .run(7, tx -> tx.query("insert into written values ('one')")
                                .execute()
                                .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("no"))))
                        .await()
                        .atMost(TestDatabase.SOON))
                .hasMessage("no");
        assertThatThrownBy(() -> one.fenced()
                        .run(new Lease(7, 99), tx -> tx.query("insert into written values ('one')")
                                .execute())
                        .await()
                        .atMost(TestDatabase.SOON))
                .isInstanceOf(LeaseLost.class);
        one.stop().await().atMost(TestDatabase.SOON);
        assertThatThrownBy(() -> one.fenced()
                        .run(7, tx -> tx.query("insert into written values ('one')")
                                .execute())
                        .await()
                        .atMost(TestDatabase.SOON))
                .isInstanceOf(LeaseLost.class);

        assertThat(database.number("select count(*) from written")).isZero();
    }

    @Test
    void aFencedTransactionCarriesTheNameOfItsOwnerAndOnlyThat() {
        Pool unnamed = database.pool("pool");
        LeaseKeeper one = new LeaseKeeper(unnamed, database.vertx(), new LeaseSettings("consumer", "one", TERM, BEAT));
        keepers.add(one);
        one.start();
        eventually().until(() -> one.held().size() == 65);

        assertThat(one.fenced().run(7, LeaseKeeperTest::applicationName).await().atMost(TestDatabase.SOON))
                .isEqualTo("one");
        assertThat(applicationName(unnamed).await().atMost(TestDatabase.SOON)).isEqualTo("pool");
    }

    private static Uni<String> applicationName(SqlClient client) {
        return client.query("select current_setting('application_name')")
                .execute()
                .map(rows -> rows.iterator().next().getString(0));
    }

    @Test
    void leasesThatCannotBeRenewedAreNotHeldAnyMore() {
        Pool own = database.pool("cut-off");
        LeaseKeeper one = new LeaseKeeper(own, database.vertx(), new LeaseSettings("consumer", "cut-off", TERM, BEAT));
        one.start();
        eventually().until(() -> one.held().size() == 65);

        own.close().await().atMost(TestDatabase.SOON);

        eventually().until(() -> one.held().isEmpty());
    }

    private LeaseKeeper start(String owner) {
        return start(owner, TERM, BEAT);
    }

    private LeaseKeeper start(String owner, Duration term, Duration beat) {
        LeaseKeeper keeper = new LeaseKeeper(
                database.pool(owner), database.vertx(), new LeaseSettings("consumer", owner, term, beat));
        keepers.add(keeper);
        keeper.start();
        return keeper;
    }

    private static ConditionFactory eventually() {
        return await().atMost(TestDatabase.SOON).pollInterval(Duration.ofMillis(20));
    }

    private static List<Integer> sizes(LeaseKeeper... keepers) {
        return List.of(keepers).stream().map(k -> k.held().size()).toList();
    }

    private static int sum(LeaseKeeper... keepers) {
        return sizes(keepers).stream().mapToInt(n -> n).sum();
    }

    private static int max(LeaseKeeper... keepers) {
        return sizes(keepers).stream().mapToInt(n -> n).max().orElseThrow();
    }

    private static void assertDisjoint(LeaseKeeper... keepers) {
        Set<Integer> all = new HashSet<>();
        for (LeaseKeeper keeper : keepers) {
            keeper.held()
                    .keySet()
                    .forEach(p -> assertThat(all.add(p)).as("partition " + p).isTrue());
        }
    }

    /** A replica that took all leases and then was stopped by the operating system: it neither renews nor releases. */
    private record Frozen(Fenced fenced) {

        static Frozen holdingAll(TestDatabase database, String owner) {
            database.execute(
                    "insert into feed_lease (consumer, partition, epoch, owner, until) select 'consumer', p, 1, '"
                            + owner + "', clock_timestamp() + interval '1 second' from generate_series(0, 64) p");
            Pool pool = database.pool("pool-of-" + owner);
            return new Frozen(new Fenced(
                    pool,
                    new LeaseSettings("consumer", owner, TERM, BEAT),
                    partition -> Optional.of(new Lease(partition, 1))));
        }

        Uni<Void> write(int partition) {
            return fenced.run(partition, tx -> tx.query("insert into written values ('frozen')")
                    .execute()
                    .replaceWithVoid());
        }
    }
}

package io.tidewatch.feed.consumer;

import static io.tidewatch.feed.provider.FeedFixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.TestDatabase;
import io.tidewatch.feed.provider.ChangeFeed;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.feed.provider.FeedFixtures;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedConsumerTest {

    private static final String DIFFERENCES = """
            select count(*) from source s full join mirror m using (partition, key)
            where s.version is distinct from m.version or s.deleted is distinct from m.deleted
            """;
    private static final String DOUBLES =
            "select count(*) from (select 1 from counted group by partition, key, version having count(*) > 1) twice";

    private final TestDatabase database = new TestDatabase();
    private final Pool pool = database.pool("follower-1");
    private final Pool providerPool = database.pool("provider");
    private final ChangeFeed feed = FeedFixtures.feed(database, providerPool);
    private final LocalTransport transport = new LocalTransport(feed, providerPool);
    private final Mirror mirror = new Mirror();
    private final List<FollowingReplica> replicas = new ArrayList<>();

    @BeforeEach
    void tables() {
        database.execute(Mirror.TABLES);
    }

    @AfterEach
    void close() {
        replicas.forEach(FollowingReplica::close);
        database.close();
    }

    @Test
    void whatIsThereBeforeTheFirstStartComesWithTheSnapshotAndTheRestWithTheFeed() {
        IntStream.range(0, 20).forEach(n -> write(4, "before-" + n));

        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        assertThat(database.number(DIFFERENCES)).isZero();
        assertThat(database.number("select count(*) from counted")).isZero();
        assertThat(mirror.firstStarts).isEqualTo(65);

        IntStream.range(0, 20).forEach(n -> write(n, "after-" + n));
        eventually().until(() -> database.number("select count(*) from counted") == 20);
        assertThat(database.number(DIFFERENCES)).isZero();
        assertThat(mirror.resets).isZero();
    }

    @Test
    void memoryOfASnapshotDoesNotGrowWithItsPages() {
        IntStream.range(0, 60).forEach(n -> write(4, "before-" + n));
        WatchedPages pages = new WatchedPages(transport);

        FollowingReplica replica = new FollowingReplica(database, pool, "follower-1", pages, mirror);
        replicas.add(replica);
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);

        assertThat(database.number(DIFFERENCES)).isZero();
        assertThat(pages.seen()).isGreaterThan(80);
        assertThat(pages.mostHeld()).isLessThanOrEqualTo(2);
    }

    @Test
    void aProviderThatStopsIsNotAskedAgainAndAgain() {
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        FeedFixtures.stop(feed);
        int before = transport.reads.get();
        await().during(Duration.ofSeconds(1))
                .atMost(TestDatabase.SOON)
                .until(() -> transport.reads.get() - before < 10);
        write(1, "written-meanwhile");
        eventually().until(() -> database.number("select count(*) from counted") == 1);
    }

    @Test
    void aBootstrapWhileOthersWriteEndsEqual() throws Exception {
        IntStream.range(0, 40).forEach(n -> write(n % 3, "k" + n % 13));
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> writers = IntStream.range(0, 4)
                    .mapToObj(n -> threads.submit(writer(n)))
                    .toList();
            FollowingReplica replica = follow("follower-1");
            for (Future<Integer> writer : writers) {
                writer.get();
            }
            eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
            eventually().until(() -> database.number(DIFFERENCES) == 0);
        }
        assertThat(database.number("select count(*) from source where deleted")).isPositive();
        assertThat(database.number(DOUBLES)).isZero();
    }

    private Callable<Integer> writer(int seed) {
        return () -> {
            Random random = new Random(seed);
            for (int n = 0; n < 80; n++) {
                write(random.nextInt(3), "k" + random.nextInt(13), random.nextInt(5) == 0);
            }
            return 80;
        };
    }

    @Test
    void nothingIsAppliedTwiceWhenTheConsumerDiesBetweenEffectAndCommit() {
        AtomicInteger deaths = new AtomicInteger();
        mirror.afterEffect((tx, changes) -> deaths.incrementAndGet() <= 3
                ? tx.query("select pg_terminate_backend(pg_backend_pid())")
                        .execute()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem());
        follow("follower-1");
        eventually().until(() -> mirror.firstStarts == 65);

        IntStream.range(0, 30).forEach(n -> write(n % 2, "k" + n));

        eventually().until(() -> database.number("select count(*) from counted") >= 30);
        assertThat(database.number("select count(*) from counted")).isEqualTo(30);
        assertThat(database.number(DOUBLES)).isZero();
        assertThat(deaths.get()).isGreaterThan(3);
    }

    @Test
    void nothingIsAppliedTwiceWhenTheAnswerToTheCommitIsLost() {
        try (CommitSwallower proxy = new CommitSwallower(database)) {
            Pool shaky = database.pool("follower-1", proxy.port());
            FollowingReplica replica = new FollowingReplica(database, shaky, "follower-1", transport, mirror);
            replicas.add(replica);
            eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
            mirror.afterEffect((tx, changes) -> {
                proxy.swallowNextAnswerToCommit();
                mirror.afterEffect((again, more) -> Uni.createFrom().voidItem());
                return Uni.createFrom().voidItem();
            });

            write(1, "first");
            eventually().until(() -> proxy.swallowed() == 1);
            write(1, "second");

            eventually().until(() -> database.number("select count(*) from counted where key = 'second'") > 0);
            assertThat(database.number("select count(*) from counted where key = 'first'"))
                    .isEqualTo(1);
            assertThat(database.number(DOUBLES)).isZero();
            replica.close();
            replicas.clear();
        }
    }

    @Test
    void aSecondReplicaGoesOnWhereADeadOneStopped() {
        FollowingReplica first = follow("follower-1");
        eventually().until(() -> first.consumer.status() == FeedStatus.CAUGHT_UP);
        IntStream.range(0, 65).forEach(p -> write(p, "one"));
        eventually().until(() -> database.number("select count(*) from counted") == 65);

        // All its connections end and it says nothing more, as after kill -9.
        pool.close().await().atMost(TestDatabase.SOON);
        IntStream.range(0, 65).forEach(p -> write(p, "two"));
        replicas.add(new FollowingReplica(database, database.pool("follower-2"), "follower-2", transport, mirror));

        eventually().until(() -> database.number("select count(*) from counted") == 130);
        assertThat(database.number(DOUBLES)).isZero();
        assertThat(database.number(DIFFERENCES)).isZero();
        assertThat(mirror.firstStarts).isEqualTo(65);
    }

    @Test
    void threeReplicasShareTheWorkAndApplyEverythingOnce() throws Exception {
        List.of("follower-1", "follower-2", "follower-3")
                .forEach(owner ->
                        replicas.add(new FollowingReplica(database, database.pool(owner), owner, transport, mirror)));
        for (int n = 0; n < 6; n++) {
            String key = "k" + n;
            IntStream.range(0, 65).forEach(p -> write(p, key));
        }

        eventually().until(() -> database.number(DIFFERENCES) == 0);
        eventually().until(() -> replicas.stream().allMatch(r -> r.leases.held().size() <= 22));
        assertThat(database.number(DOUBLES)).isZero();
        IntStream.range(0, 65).forEach(p -> write(p, "last"));
        eventually().until(() -> database.number("select count(*) from counted where key = 'last'") == 65);
        assertThat(database.number(DOUBLES)).isZero();
    }

    @Test
    void aNewEpochOfTheProviderBeginsWithASnapshotAgain() {
        IntStream.range(0, 10).forEach(n -> write(n, "k"));
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);

        // The provider is restored to a state with less and older things than were handed out.
        database.execute("delete from source where partition = 3; update source set version = 0 where partition = 4;"
                + "select feed_new_epoch()");

        eventually().until(() -> mirror.resets >= 65);
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        assertThat(database.number(DIFFERENCES)).isZero();
        write(4, "after");
        eventually().until(() -> database.number(DIFFERENCES) == 0);
    }

    @Test
    void onlyThePartitionsWhoseChangesWereDroppedBeginAgain() {
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        transport.cut(true);
        eventually().until(() -> replica.consumer.status() == FeedStatus.PEER_UNREACHABLE);
        write(9, "missed");
        database.execute("insert into feed_floor select 9, max(seq) from feed_change where partition = 9;"
                + "delete from feed_change where partition = 9");

        transport.cut(false);

        eventually().until(() -> database.number(DIFFERENCES) == 0);
        assertThat(mirror.resets).isEqualTo(1);
    }

    @Test
    void deletingTheStoredCursorsRebuildsFromTheSnapshot() {
        write(5, "k");
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);

        database.execute("delete from mirror; delete from feed_cursor where partition = 5");
        write(5, "another");

        eventually().until(() -> database.number(DIFFERENCES) == 0);
        assertThat(mirror.firstStarts).isEqualTo(66);
    }

    @Test
    void changesThatWentRoundTooOftenAreParkedAndTheOthersGoOn() {
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);

        append(FeedFixtures.change(2, "eight", 1).causedBy(new UUID(0, 1), 8));
        append(FeedFixtures.change(2, "nine", 1).causedBy(new UUID(0, 1), 9));
        append(FeedFixtures.change(2, "none", 1));

        eventually().until(() -> database.number("select count(*) from counted where key = 'none'") == 1);
        assertThat(database.number("select count(*) from counted")).isEqualTo(2);
        assertThat(database.number(
                        "select count(*) from feed_parked where key = 'nine' and (envelope ->> 'hops')::int = 9"))
                .isEqualTo(1);
        assertThat(database.number("select count(*) from feed_parked")).isEqualTo(1);
    }

    @Test
    void aPartitionThatCannotBeAppliedDoesNotHoldUpTheOthersAndGoesOnLater() {
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        mirror.afterEffect((tx, changes) -> changes.getFirst().partition() == 1
                ? Uni.createFrom().failure(new IllegalStateException("cannot be applied yet"))
                : Uni.createFrom().voidItem());

        write(1, "poison");
        IntStream.range(0, 10).forEach(n -> write(2, "k" + n));

        eventually().until(() -> database.number("select count(*) from counted") == 10);
        eventually().until(() -> replica.consumer.status(2) == FeedStatus.CAUGHT_UP);
        assertThat(replica.consumer.status(1)).isEqualTo(FeedStatus.CATCHING_UP);
        assertThat(replica.consumer.status()).isEqualTo(FeedStatus.CATCHING_UP);

        mirror.afterEffect((tx, changes) -> Uni.createFrom().voidItem());
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        assertThat(database.number(DIFFERENCES)).isZero();
    }

    @Test
    void anUnreachablePeerIsSaidAndFollowedAgainWhenItIsBack() {
        transport.cut(true);
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.PEER_UNREACHABLE);

        transport.cut(false);
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        assertThat(replica.consumer.status(0)).isEqualTo(FeedStatus.CAUGHT_UP);

        transport.cut(true);
        write(0, "k");
        eventually().until(() -> replica.consumer.status(0) == FeedStatus.PEER_UNREACHABLE);
        transport.cut(false);
        eventually().until(() -> database.number(DIFFERENCES) == 0);
    }

    @Test
    void howFarAConsumerIsBehindGrowsFromTheMomentTheFeedStandsStillAndIsZeroAtItsEnd() {
        MeterRegistry meters = new SimpleMeterRegistry();
        FollowingReplica replica = follow("follower-1");
        replica.consumer.showIn(meters);
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        Gauge behind =
                meters.get("tidewatch.feed.behind").tag("feed", "provider").gauge();
        assertThat(behind.value()).isZero();

        transport.cut(true);
        eventually().until(() -> behind.value() > 0);
        double before = behind.value();
        eventually().until(() -> behind.value() > before + 1);

        transport.cut(false);
        eventually().until(() -> behind.value() == 0);

        replica.close();
        assertThat(behind.value()).isNaN();
    }

    @Test
    void whoListensIsNotifiedOncePerTransactionThatAppliedChanges() {
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        assertThat(replica.applied).hasValue(0);

        write(6, "k");

        eventually().until(() -> replica.applied.get() == 1);
        assertThat(database.number("select count(*) from counted")).isOne();
    }

    @Test
    void typesNotAskedForAreReadOverAndTheirPlaceIsKept() {
        FollowingReplica replica = follow("follower-1");
        eventually().until(() -> replica.consumer.status() == FeedStatus.CAUGHT_UP);
        String before = cursor(6);

        append(FeedFixtures.typed("other", FeedFixtures.change(6, "k", 1)));

        eventually().until(() -> !cursor(6).equals(before));
        assertThat(database.number("select count(*) from counted")).isZero();
    }

    @Test
    void aConsumerWithoutLeasesIsNotCaughtUpAndStopsAtOnce() {
        FollowingReplica first = follow("follower-1");
        eventually().until(() -> first.consumer.status() == FeedStatus.CAUGHT_UP);

        first.close();

        assertThat(first.consumer.status()).isEqualTo(FeedStatus.CATCHING_UP);
        assertThat(database.number("select count(*) from feed_lease where owner is not null"))
                .isZero();
        write(0, "k");
        assertThat(database.number("select count(*) from counted")).isZero();
    }

    private FollowingReplica follow(String owner) {
        FollowingReplica replica = new FollowingReplica(database, pool, owner, transport, mirror, Set.of("account"));
        replicas.add(replica);
        return replica;
    }

    private String cursor(int partition) {
        return database.query("select cursor from feed_cursor where partition = " + partition)
                .iterator()
                .next()
                .getString(0);
    }

    private void append(Change change) {
        FeedFixtures.append(providerPool, change);
    }

    private void write(int partition, String key) {
        write(partition, key, false);
    }

    /** Changes a row of the provider and publishes it, in one transaction. */
    private void write(int partition, String key, boolean deleted) {
        FeedFixtures.await(providerPool.withTransaction(tx -> tx.preparedQuery("""
                        insert into source (partition, key, version, deleted, data) values ($1, $2, 1, $3, '{}')
                        on conflict (partition, key) do update set version = source.version + 1, deleted = $3
                        returning version
                        """)
                .execute(Tuple.of((short) partition, key, deleted))
                .chain(rows -> FeedAppender.append(
                        tx,
                        new Change(
                                partition,
                                "account",
                                key,
                                rows.iterator().next().getLong(0),
                                NOON,
                                null,
                                0,
                                null,
                                JsonNodeFactory.instance.objectNode().put("deleted", deleted))))));
    }

    private static ConditionFactory eventually() {
        return await().atMost(TestDatabase.SOON).pollInterval(Duration.ofMillis(20));
    }
}

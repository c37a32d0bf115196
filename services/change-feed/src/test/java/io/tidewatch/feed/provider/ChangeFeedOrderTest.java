package io.tidewatch.feed.provider;

import static io.tidewatch.feed.provider.FeedFixtures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.feed.Change;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.TestDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChangeFeedOrderTest {

    private static final int WRITERS = 16;
    private static final int TRANSACTIONS = 60;
    private static final int PARTITIONS = 3;
    private static final String TRACE = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-1234567890abcdef-01";

    private final TestDatabase database = new TestDatabase();
    private final Pool pool = database.pool("reader");
    private final ChangeFeed feed = FeedFixtures.feed(database, pool);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void aReaderMissesNothingAndSeesCommitOrderUnderConcurrentWritersAndRollBacks() throws Exception {
        // What each writer changes under the lock of a row is the true order of that row's commits.
        database.execute("create table counted (partition int primary key, version bigint not null)");
        database.execute("insert into counted select p, 0 from generate_series(0, " + (PARTITIONS - 1) + ") p");
        List<Cursor> start = await(feed.heads()).subList(0, PARTITIONS);

        Map<Integer, List<Envelope>> seen;
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1)) {
            List<Future<Integer>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(n -> threads.submit(writer(n)))
                    .toList();
            Future<Map<Integer, List<Envelope>>> reader = threads.submit(() -> readUntilTheMark(start));
            int committed = 0;
            for (Future<Integer> writer : writers) {
                committed += writer.get();
            }
            assertThat(committed).isGreaterThan(WRITERS * TRANSACTIONS / 2);
            for (int p = 0; p < PARTITIONS; p++) {
                FeedFixtures.append(pool, FeedFixtures.typed("mark", FeedFixtures.change(p, "mark", 0)));
            }
            seen = reader.get();
        }

        for (int p = 0; p < PARTITIONS; p++) {
            List<Envelope> changes = seen.get(p).subList(0, seen.get(p).size() - 1);
            List<Long> stored = new ArrayList<>();
            database.query("select seq from feed_change where type <> 'mark' and partition = " + p + " order by seq")
                    .forEach(row -> stored.add(row.getLong(0)));
            assertThat(changes).extracting(Envelope::seq).isEqualTo(stored);
            // Roll-backs leave no gap in what a row counted, so neither may the feed.
            assertThat(changes.stream().filter(c -> c.key().equals("counted")))
                    .extracting(Envelope::version)
                    .isEqualTo(IntStream.rangeClosed(
                                    1, (int) database.number("select version from counted where partition = " + p))
                            .mapToObj(Long::valueOf)
                            .toList());
        }
    }

    private Callable<Integer> writer(int number) {
        return () -> {
            Random random = new Random(number);
            int committed = 0;
            try (Connection connection = database.connect("writer-" + number);
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int n = 0; n < TRANSACTIONS; n++) {
                    work(statement, random);
                    if (random.nextInt(4) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                        committed++;
                    }
                }
            }
            return committed;
        };
    }

    private static void work(Statement statement, Random random) throws SQLException {
        int first = random.nextInt(PARTITIONS);
        if (random.nextInt(3) == 0) {
            // Many changes at once, their partitions in any order.
            List<Integer> partitions = new ArrayList<>(List.of(0, 1, 2));
            Collections.shuffle(partitions, random);
            statement.execute("""
                    select feed_append_all(array%s::smallint[], array['account', 'account', 'account'],
                        array['bulk', 'bulk', 'bulk'], array[1, 1, 1]::bigint[], array_fill(clock_timestamp(), array[3]),
                        array_fill(null::uuid, array[3]), array[0, 0, 0]::smallint[], array_fill('{}'::jsonb, array[3]))
                    """.formatted(partitions));
        } else if (random.nextBoolean()) {
            statement.execute(
                    "with c as (update counted set version = version + 1 where partition = " + first
                            + " returning version) select feed_append(" + first
                            + "::smallint, 'account', 'counted', (select version from c), clock_timestamp(), null, 0::smallint, '{}')");
        } else {
            statement.execute("select feed_append(" + first
                    + "::smallint, 'account', 'free', 1, clock_timestamp(), null, 0::smallint, '{}')");
        }
        statement.execute("select pg_sleep(" + random.nextInt(8) / 1000.0 + ")");
    }

    // At the head all the time: a reader that lags behind would find the gaps filled when it gets there.
    private Map<Integer, List<Envelope>> readUntilTheMark(List<Cursor> start) {
        Map<Integer, List<Envelope>> seen = new TreeMap<>();
        List<Cursor> cursors = start;
        while (seen.values().stream()
                        .filter(changes -> changes.getLast().type().equals("mark"))
                        .count()
                < PARTITIONS) {
            ChangePage page = await(feed.read(FeedFixtures.request(cursors, 1000, Duration.ofSeconds(5))));
            page.items().forEach(c -> seen.computeIfAbsent(c.partition(), p -> new ArrayList<>())
                    .add(c));
            cursors = page.cursors();
        }
        return seen;
    }

    @Test
    void changesOfOneTransactionKeepTheirOrderWithinAPartition() {
        List<Cursor> start = await(feed.heads()).subList(0, 2);

        FeedFixtures.append(
                pool,
                FeedFixtures.change(1, "first", 1),
                FeedFixtures.change(0, "second", 1),
                FeedFixtures.change(1, "third", 1),
                FeedFixtures.change(1, "fourth", 1));

        List<Envelope> items =
                FeedFixtures.now(feed, start.get(0), start.get(1)).items();
        assertThat(items.stream().filter(c -> c.partition() == 1))
                .extracting(Envelope::key)
                .containsExactly("first", "third", "fourth");
        assertThat(items).hasSize(4);
    }

    @Test
    void aChangeIsReadAsItWasAppended() {
        Cursor start = FeedFixtures.head(feed, 64);
        Change change = FeedFixtures.change(64, "übel \\ \" k", 42)
                .causedBy(UUID.fromString("00000000-0000-0000-0000-000000000007"), 3)
                .tracedBy(TRACE);

        FeedFixtures.append(pool, change);

        assertThat(FeedFixtures.now(feed, start).items()).singleElement().satisfies(read -> assertThat(read)
                .isEqualTo(new Envelope(
                        64,
                        read.seq(),
                        "account",
                        "übel \\ \" k",
                        42,
                        FeedFixtures.NOON,
                        change.causationId(),
                        3,
                        TRACE,
                        change.data())));
    }

    @Test
    void changesWithoutATraceOfTheirOwnBelongToThatOfTheirTransaction() {
        Cursor start = FeedFixtures.head(feed, 1);
        String other = TRACE.replace('a', 'b');

        FeedFixtures.await(
                pool.withTransaction(tx -> tx.query("select set_config('tidewatch.traceparent', '" + TRACE + "', true)")
                        .execute()
                        .chain(() -> FeedAppender.append(
                                tx,
                                List.of(
                                        FeedFixtures.change(1, "of the transaction", 1),
                                        FeedFixtures.change(1, "of its own", 1).tracedBy(other))))));
        FeedFixtures.append(pool, FeedFixtures.change(1, "of the next transaction", 1));

        assertThat(FeedFixtures.now(feed, start).items())
                .extracting(Envelope::key, Envelope::traceparent)
                .containsExactly(
                        tuple("of the transaction", TRACE),
                        tuple("of its own", other),
                        tuple("of the next transaction", null));
    }
}

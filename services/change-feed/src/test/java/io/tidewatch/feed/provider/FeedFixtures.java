package io.tidewatch.feed.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.TestDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Feeds and changes for tests. */
public final class FeedFixtures {

    public static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private FeedFixtures() {}

    public static ChangeFeed feed(TestDatabase database, Pool pool) {
        return feed(database, pool, 200);
    }

    public static ChangeFeed feed(TestDatabase database, Pool pool, int maxWaiting) {
        return new ChangeFeed(pool, database.vertx(), new ObjectMapper(), config(maxWaiting));
    }

    /** Has the provider stop, and waits until it answers every read at once. */
    public static void stop(ChangeFeed feed) {
        feed.endWaits(new ShutdownDelayInitiatedEvent());
        await(feed.read(request(List.of(head(feed, 1)), 10, ReadRequest.MAX_WAIT)));
    }

    public static FeedConfig config(int maxWaiting) {
        return new FeedConfig() {
            @Override
            public Duration pollInterval() {
                return Duration.ofMillis(20);
            }

            @Override
            public int maxWaiting() {
                return maxWaiting;
            }

            @Override
            public int retentionDays() {
                return 14;
            }

            @Override
            public int daysAhead() {
                return 7;
            }

            @Override
            public Duration maintenanceInterval() {
                return Duration.ofHours(1);
            }
        };
    }

    public static Change change(int partition, String key, long version) {
        return new Change(
                partition,
                "account",
                key,
                version,
                NOON,
                null,
                0,
                null,
                JsonNodeFactory.instance.objectNode().put("name", key).put("version", (int) version));
    }

    public static Change typed(String type, Change change) {
        return new Change(
                change.partition(),
                type,
                change.key(),
                change.version(),
                change.occurredAt(),
                change.causationId(),
                change.hops(),
                change.traceparent(),
                change.data());
    }

    /** Appends in a transaction of its own. */
    public static void append(Pool pool, Change... changes) {
        await(pool.withTransaction(tx -> FeedAppender.append(tx, List.of(changes))));
    }

    public static ReadRequest request(List<Cursor> cursors, int limit, Duration wait) {
        return new ReadRequest(cursors, Set.of(), limit, wait);
    }

    /** What is there now, without waiting. */
    public static ChangePage now(ChangeFeed feed, Cursor... cursors) {
        return await(feed.read(request(List.of(cursors), 1000, Duration.ZERO)));
    }

    /** The head of one partition. */
    public static Cursor head(ChangeFeed feed, int partition) {
        return await(feed.heads()).get(partition);
    }

    public static <T> T await(Uni<T> uni) {
        return uni.await().atMost(TestDatabase.SOON);
    }
}

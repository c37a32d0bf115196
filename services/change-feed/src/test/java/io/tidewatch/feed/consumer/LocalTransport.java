package io.tidewatch.feed.consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.feed.provider.ChangeFeed;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A provider in the same process: its feed and, as its state, the table {@code source}. It can be cut off. */
final class LocalTransport implements FeedTransport {

    private final ChangeFeed feed;
    private final Pool pool;
    private volatile boolean cut;
    /** How often it was asked for changes. */
    final AtomicInteger reads = new AtomicInteger();

    LocalTransport(ChangeFeed feed, Pool pool) {
        this.feed = feed;
        this.pool = pool;
    }

    void cut(boolean away) {
        this.cut = away;
    }

    @Override
    public Uni<ChangePage> read(ReadRequest request) {
        reads.incrementAndGet();
        return connected(() -> feed.read(request));
    }

    @Override
    public Uni<List<Cursor>> heads() {
        return connected(feed::heads);
    }

    @Override
    public Uni<SnapshotPage> snapshot(int partition, String after, int limit) {
        return connected(() -> pool.preparedQuery("""
                        select key, version, deleted, data::text from source
                        where partition = $1 and key > $2 order by key limit $3
                        """)
                .execute(Tuple.of((short) partition, after == null ? "" : after, limit))
                .map(rows -> {
                    List<SnapshotItem> items = new ArrayList<>();
                    rows.forEach(row -> items.add(new SnapshotItem(
                            "account",
                            row.getString("key"),
                            row.getLong("version"),
                            row.getBoolean("deleted"),
                            json(row.getString("data")))));
                    return new SnapshotPage(
                            items, items.size() < limit ? null : items.getLast().key());
                }));
    }

    private <T> Uni<T> connected(Supplier<Uni<T>> call) {
        return Uni.createFrom().deferred(() -> {
            if (cut) {
                return Uni.createFrom().failure(new IllegalStateException("cut off"));
            }
            // An answer that is on its way when the line is cut is lost too.
            return call.get().invoke(() -> {
                if (cut) {
                    throw new IllegalStateException("cut off");
                }
            });
        });
    }

    private static JsonNode json(String text) {
        try {
            return text == null ? null : new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

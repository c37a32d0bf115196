package io.tidewatch.feed.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.feed.FeedReset.Reason;
import io.tidewatch.feed.ReadRequest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Hands out what this service appended to its feed. */
@Singleton
public class ChangeFeed {

    // One statement, so one snapshot: epoch, floor and changes belong together. A day cannot be dropped while it reads.
    private static final String READ = """
            select k.partition, e.epoch, coalesce(fl.floor, 0) as floor, w.*
            from feed_epoch e
            cross join unnest($1::smallint[], $2::bigint[]) as k (partition, after_seq)
            left join feed_floor fl on fl.partition = k.partition
            left join lateral (
                select f.seq, f.type, f.key, f.version, f.occurred_at, f.causation_id, f.hops,
                       case when $3::text[] is null or f.type = any ($3::text[]) then f.data::text end as data
                from feed_change f
                where f.partition = k.partition and f.seq > k.after_seq
                order by f.seq
                limit $4) w on true
            order by k.partition, w.seq
            """;

    private final Pool pool;
    private final HeadWatch heads;
    private final ObjectMapper json;

    /**
     * @param pool   the database of this service
     * @param vertx  for the one poller that wakes waiting requests
     * @param json   reads the stored content
     * @param config intervals and bounds
     */
    public ChangeFeed(Pool pool, Vertx vertx, ObjectMapper json, FeedConfig config) {
        this.pool = pool;
        this.json = json;
        this.heads = new HeadWatch(pool, vertx, config);
    }

    /**
     * The changes after the cursors, in order of commit per partition. Without any it waits as long as asked for.
     *
     * @return a page; fails with {@link FeedReset} when a cursor cannot be followed, and with
     *     {@link io.tidewatch.feed.FeedBusy} when too many requests wait already
     */
    public Uni<ChangePage> read(ReadRequest request) {
        Map<Integer, Long> after = new TreeMap<>();
        Set<UUID> epochs = new HashSet<>();
        Set<Integer> unreadable = new HashSet<>();
        for (Cursor cursor : request.cursors()) {
            CursorCodec.decode(cursor.cursor())
                    .ifPresentOrElse(
                            place -> {
                                after.put(cursor.partition(), place.seq());
                                epochs.add(place.epoch());
                            },
                            () -> unreadable.add(cursor.partition()));
        }
        if (!unreadable.isEmpty()) {
            return Uni.createFrom().failure(new FeedReset(unreadable, Reason.UNREADABLE));
        }
        throw new UnsupportedOperationException("to come");
    }

    /** The cursors of the newest change of all 65 partitions: whoever reads from them sees what is appended from now on. */
    public Uni<List<Cursor>> heads() {
        throw new UnsupportedOperationException("to come");
    }
}

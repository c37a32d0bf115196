package io.tidewatch.feed.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.provider.HeadWatch.Heads;
import io.vertx.core.Context;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Serves the changes that this service appended to its feed. */
@Singleton
public class ChangeFeed {

    // One statement, so one snapshot: epoch, floor and changes belong together. A day cannot be dropped while it reads.
    private static final String READ = """
            select k.partition, e.epoch, coalesce(fl.floor, 0) as floor, w.*
            from feed_epoch e
            cross join unnest($1::smallint[], $2::bigint[]) as k (partition, after_seq)
            left join feed_floor fl on fl.partition = k.partition
            left join lateral (
                select f.seq, f.type, f.key, f.version, f.occurred_at, f.causation_id, f.hops, f.traceparent,
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

    /** When the service begins to stop: requests that wait for changes are answered before it closes its port. */
    void endWaits(@Observes ShutdownDelayInitiatedEvent event) {
        heads.endWaits();
    }

    /**
     * The changes after the cursors, in order of commit per partition. If there are none, waits as long as the request says.
     *
     * @return a page; fails with {@link FeedReset} when a cursor cannot be followed, and with
     *     {@link io.tidewatch.feed.FeedBusy} when too many requests are waiting
     */
    public Uni<ChangePage> read(ReadRequest request) {
        return FeedReading.of(request)
                .map(reading -> onCallersContext(Uni.createFrom().deferred(() -> step(reading))))
                .orElseGet(() -> Uni.createFrom().failure(FeedReading.unreadable(request)));
    }

    /** The cursors of the newest change of all 65 partitions: a reader that starts there sees what is appended from now on. */
    public Uni<List<Cursor>> heads() {
        return onCallersContext(heads.look().map(seen -> IntStream.range(0, Partitions.COUNT)
                .mapToObj(p -> new Cursor(p, CursorCodec.encode(seen.epoch(), seen.of(p))))
                .toList()));
    }

    private Uni<ChangePage> step(FeedReading reading) {
        return knownEpoch(reading).chain(seen -> {
            Map<Integer, Long> toRead = reading.notAt(seen);
            return toRead.isEmpty() ? waitOrEnd(reading) : query(reading, toRead, seen);
        });
    }

    private Uni<Heads> knownEpoch(FeedReading reading) {
        // Without a wait the database is read now; with a wait the poller wakes the request when it sees a change.
        return (reading.waits() ? heads.recent() : heads.look())
                // The remembered epoch may be older than one that the reader already knows from another replica.
                .chain(seen -> reading.isOf(seen.epoch()) ? Uni.createFrom().item(seen) : heads.look())
                .invoke(seen -> reading.checkEpoch(seen.epoch()));
    }

    private Uni<ChangePage> query(FeedReading reading, Map<Integer, Long> toRead, Heads seen) {
        List<Integer> partitions = reading.choose(toRead);
        int each = Math.max(1, reading.limit() / partitions.size());
        Tuple values = Tuple.tuple()
                .addArrayOfShort(partitions.stream().map(Integer::shortValue).toArray(Short[]::new))
                .addArrayOfLong(partitions.stream().map(toRead::get).toArray(Long[]::new))
                .addArrayOfString(reading.types())
                .addInteger(each);
        return pool.preparedQuery(READ).execute(values).chain(rows -> {
            reading.accept(rows, each, json);
            reading.leftOut(partitions.size() < toRead.size());
            return checkNotBeyondHead(reading, partitions, seen)
                    .chain(() -> reading.hasItems() ? Uni.createFrom().item(reading.page()) : waitOrEnd(reading));
        });
    }

    // A reader that another replica served may be ahead of what is remembered here, so the database must be asked.
    private Uni<Void> checkNotBeyondHead(FeedReading reading, List<Integer> partitions, Heads seen) {
        return partitions.stream().allMatch(p -> reading.after(p) <= seen.of(p))
                ? Uni.createFrom().voidItem()
                : heads.look().invoke(reading::checkHeads).replaceWithVoid();
    }

    private Uni<ChangePage> waitOrEnd(FeedReading reading) {
        Duration left = reading.timeLeft();
        if (left.isZero() || heads.ended()) {
            return Uni.createFrom().item(reading.page());
        }
        if (reading.more()) {
            return step(reading);
        }
        return heads.awaitNewer(reading.epoch(), reading.places(), left)
                // The end of the wait does not prove that there is nothing new: the database may not have answered
                // meanwhile.
                .chain(() -> reading.timeLeft().isZero() ? heads.look().chain(() -> step(reading)) : step(reading));
    }

    // The poller wakes readers on its own thread; the request continues on its own context.
    private static <T> Uni<T> onCallersContext(Uni<T> answer) {
        return Uni.createFrom().deferred(() -> {
            Context caller = io.vertx.core.Vertx.currentContext();
            return caller == null ? answer : answer.emitOn(task -> caller.runOnContext(ignored -> task.run()));
        });
    }
}

package io.tidewatch.feed.provider;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.tidewatch.feed.FeedBusy;
import io.tidewatch.feed.Partitions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Tracks the newest change of every partition. While requests wait, one poller reads the database for all of them
 * and wakes those that have something to read; without waiting requests it does not poll.
 */
final class HeadWatch {

    private static final Logger LOG = Logger.getLogger(HeadWatch.class);

    private static final LocalDate EVERY_DAY = LocalDate.EPOCH;

    /** How long requests may go on waiting once the service stops; shorter than it waits with closing its port. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(1);

    // Changes since the last read are in the newest days; only the first read has to scan all days.
    private static final String HEADS = """
            with newest as (
                select max(d.day) - 1 as day from feed_day d where d.day <= feed_today())
            select e.epoch, p.partition, greatest(coalesce(fl.floor, 0), coalesce(last.seq, 0)) as head,
                   (select newest.day from newest) as look_from
            from feed_epoch e
            cross join generate_series(0, 64) as p (partition)
            left join feed_floor fl on fl.partition = p.partition
            left join lateral (
                select f.seq from feed_change f
                where f.partition = p.partition and f.day >= least($1::date, (select newest.day from newest))
                order by f.seq desc limit 1) last on true
            """;

    private final Pool pool;
    private final Vertx vertx;
    private final FeedConfig config;
    private final AtomicReference<Heads> known = new AtomicReference<>();
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean polling = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile boolean ended;

    HeadWatch(Pool pool, Vertx vertx, FeedConfig config) {
        this.pool = pool;
        this.vertx = vertx;
        this.config = config;
    }

    /** The number of the newest change per partition, from one snapshot of the database. */
    record Heads(UUID epoch, long[] seqs, LocalDate lookFrom, long seenAtNanos) {

        long of(int partition) {
            return seqs[partition];
        }

        boolean newerThan(UUID otherEpoch, Map<Integer, Long> places) {
            return !epoch.equals(otherEpoch)
                    || places.entrySet().stream().anyMatch(e -> seqs[e.getKey()] > e.getValue());
        }
    }

    private record Waiter(UUID epoch, Map<Integer, Long> after, UniEmitter<? super Void> emitter) {}

    /** The heads read within the last poll interval, or else a new read. */
    Uni<Heads> recent() {
        Heads heads = known.get();
        return heads != null
                        && System.nanoTime() - heads.seenAtNanos()
                                < config.pollInterval().toNanos()
                ? Uni.createFrom().item(heads)
                : look();
    }

    /** A read of the database that begins now: it sees everything that was committed before the call. */
    Uni<Heads> look() {
        Heads before = known.get();
        return pool.preparedQuery(HEADS)
                .execute(Tuple.of(before == null ? EVERY_DAY : before.lookFrom()))
                .chain(rows -> {
                    Heads seen = read(rows);
                    if (before != null && !before.epoch().equals(seen.epoch())) {
                        // A restore may have set the feed back, so the heads known before are no longer valid.
                        known.set(null);
                        return look();
                    }
                    return Uni.createFrom().item(known.accumulateAndGet(seen, HeadWatch::later));
                });
    }

    /**
     * Completes when there is something newer than the given places, or when the time is over.
     * Fails with {@link FeedBusy} when too many requests are waiting.
     */
    Uni<Void> awaitNewer(UUID epoch, Map<Integer, Long> after, Duration atMost) {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(epoch, after, emitter);
            waiters.add(waiter);
            int waiting = waiters.size();
            if (waiting > config.maxWaiting()) {
                waiters.remove(waiter);
                emitter.fail(new FeedBusy(waiting - 1));
                return;
            }
            if (ended) {
                waiters.remove(waiter);
                emitter.complete(null);
                return;
            }
            long timer = vertx.setTimer(Math.max(1, atMost.toMillis()), id -> emitter.complete(null));
            emitter.onTermination(() -> {
                waiters.remove(waiter);
                vertx.cancelTimer(timer);
            });
            startPolling();
        });
    }

    /** Soon ends all waits, and permits no new ones. Not at once: a reader would only ask again. */
    void endWaits() {
        vertx.setTimer(LAST_WAIT.toMillis(), id -> {
            ended = true;
            waiters.forEach(waiter -> waiter.emitter().complete(null));
        });
    }

    /** Whether nothing may wait any longer. */
    boolean ended() {
        return ended;
    }

    private void startPolling() {
        if (!waiters.isEmpty() && polling.compareAndSet(false, true)) {
            pollLater();
        }
    }

    private void pollLater() {
        vertx.setTimer(Math.max(1, config.pollInterval().toMillis()), id -> look().subscribe()
                .with(this::wake, failure -> {
                    if (!failing.getAndSet(true)) {
                        LOG.warnf(failure, "The change feed cannot be read; pending requests keep waiting");
                    }
                    pollAgain();
                }));
    }

    private void wake(Heads heads) {
        if (failing.getAndSet(false)) {
            LOG.info("The change feed can be read again");
        }
        for (Waiter waiter : waiters) {
            if (heads.newerThan(waiter.epoch(), waiter.after()) && waiters.remove(waiter)) {
                waiter.emitter().complete(null);
            }
        }
        pollAgain();
    }

    private void pollAgain() {
        if (waiters.isEmpty()) {
            polling.set(false);
            // A request that came in between has seen the poller running.
            startPolling();
        } else {
            pollLater();
        }
    }

    private static Heads read(RowSet<Row> rows) {
        long[] seqs = new long[Partitions.COUNT];
        UUID epoch = null;
        LocalDate lookFrom = EVERY_DAY;
        for (Row row : rows) {
            epoch = row.getUUID("epoch");
            lookFrom = row.getLocalDate("look_from");
            seqs[row.getInteger("partition")] = row.getLong("head");
        }
        if (epoch == null) {
            throw new IllegalStateException("feed_epoch is empty; call feed_new_epoch()");
        }
        return new Heads(epoch, seqs, lookFrom == null ? EVERY_DAY : lookFrom, System.nanoTime());
    }

    // Two reads may end in another order than they began; numbers of one epoch never decrease.
    private static Heads later(Heads a, Heads b) {
        if (a == null || !a.epoch().equals(b.epoch())) {
            return b;
        }
        long[] seqs = new long[Partitions.COUNT];
        for (int p = 0; p < seqs.length; p++) {
            seqs[p] = Math.max(a.seqs()[p], b.seqs()[p]);
        }
        return new Heads(b.epoch(), seqs, b.lookFrom(), Math.max(a.seenAtNanos(), b.seenAtNanos()));
    }
}

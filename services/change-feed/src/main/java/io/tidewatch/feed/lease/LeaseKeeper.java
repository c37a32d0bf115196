package io.tidewatch.feed.lease;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Partitions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps this replica's fair share of the 65 partitions of one consumer: renews its leases, claims free ones, takes over
 * those of replicas that stopped, releases surplus ones when another replica joins.
 *
 * <p>A lease held here is a hint only; {@link Fenced} protects the data.
 */
public final class LeaseKeeper {

    private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);

    private final Pool pool;
    private final Vertx vertx;
    private final LeaseSettings settings;
    private final Fenced fenced;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile Holding holding = new Holding(Map.of(), 0);
    private volatile Uni<Void> beating = Uni.createFrom().voidItem();

    private record Holding(Map<Integer, Lease> leases, long untilNanos) {}

    /**
     * @param pool     the database of this service
     * @param vertx    for the heartbeat
     * @param settings consumer, owner and intervals
     */
    public LeaseKeeper(Pool pool, Vertx vertx, LeaseSettings settings) {
        this.pool = pool;
        this.vertx = vertx;
        this.settings = settings;
        this.fenced = new Fenced(pool, settings, this::held);
    }

    /** Starts the heartbeat. Does not wait for the first leases and does not fail if the database is unavailable. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            beatAndRepeat();
        }
    }

    /** Releases all leases, so that others need not wait for their expiry. Completes when that is done or has failed. */
    public Uni<Void> stop() {
        stopped = true;
        return beating.onFailure()
                .recoverWithNull()
                .chain(() -> {
                    Collection<Lease> leases = holding.leases().values();
                    hold(Map.of(), System.nanoTime());
                    return release(leases);
                })
                .chain(() -> pool.preparedQuery(LeaseSql.LEAVE).execute(name()))
                .replaceWithVoid()
                .ifNoItem()
                .after(settings.beat())
                .fail()
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "Leases of %s were not released; they will expire", settings))
                .onFailure()
                .recoverWithNull();
    }

    /** The leases held, by partition; empty if they could not be renewed in time. */
    public Map<Integer, Lease> held() {
        Holding now = holding;
        return now.untilNanos() - System.nanoTime() > 0 ? now.leases() : Map.of();
    }

    /** The lease of a partition, if held. */
    public Optional<Lease> held(int partition) {
        return Optional.ofNullable(held().get(partition));
    }

    /** Calls back whenever leases were gained or lost, on any thread; the callback must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Runs transactions under these leases. */
    public Fenced fenced() {
        return fenced;
    }

    private void beatAndRepeat() {
        if (stopped) {
            return;
        }
        Uni<Void> beat = beat().ifNoItem()
                .after(settings.term().dividedBy(2))
                .fail()
                .onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithNull()
                .memoize()
                .indefinitely();
        beating = beat;
        beat.subscribe().with(ignored -> {
            if (!stopped) {
                vertx.setTimer(settings.beat().toMillis(), id -> beatAndRepeat());
            }
        });
    }

    private void failed(Throwable failure) {
        if (!failing.getAndSet(true)) {
            LOG.warnf(failure, "Failed to renew the leases of %s, will retry", settings.consumer());
        }
    }

    /** One heartbeat: report this replica as alive, renew all leases in one statement, then adjust to the fair share. */
    private Uni<Void> beat() {
        return pool.preparedQuery(LeaseSql.ROWS)
                .execute(Tuple.of(settings.consumer()))
                .chain(() -> pool.preparedQuery(LeaseSql.ALIVE).execute(name().addLong(termMillis())))
                .map(rows -> share(rows.iterator().next()))
                .chain(share -> renew().chain(() -> balance(share)))
                .invoke(() -> {
                    if (failing.getAndSet(false)) {
                        LOG.infof("Leases of %s are renewed again", settings.consumer());
                    }
                });
    }

    /** Partitions that are left over by an even division go one each to the first replicas by name, so that all shares add up. */
    private static int share(Row members) {
        int alive = members.getInteger("alive");
        return Partitions.COUNT / alive + (members.getInteger("before") < Partitions.COUNT % alive ? 1 : 0);
    }

    private Uni<Void> renew() {
        Collection<Lease> leases = holding.leases().values();
        if (leases.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // Counted from before the statement, so never longer than the term in the database.
        long until = System.nanoTime() + settings.term().toNanos();
        return pool.preparedQuery(LeaseSql.RENEW)
                .execute(name().addArrayOfShort(Lease.partitions(leases))
                        .addArrayOfLong(Lease.epochs(leases))
                        .addLong(termMillis()))
                .invoke(rows -> hold(leases(rows), until))
                .replaceWithVoid();
    }

    private Uni<Void> balance(int share) {
        int surplus = holding.leases().size() - share;
        if (surplus > 0) {
            return giveBack(surplus);
        }
        return surplus == 0
                ? Uni.createFrom().voidItem()
                : claim(-surplus).chain(() -> {
                    int missing = share - holding.leases().size();
                    return missing == 0 ? Uni.createFrom().voidItem() : takeOverFromFrozen(missing);
                });
    }

    private Uni<Void> giveBack(int count) {
        Map<Integer, Lease> kept = new TreeMap<>(holding.leases());
        List<Lease> surplus = new ArrayList<>(kept.values());
        List<Lease> given = surplus.subList(surplus.size() - count, surplus.size());
        given.forEach(lease -> kept.remove(lease.partition()));
        // Removed here first, so that no new work begins on them before another replica claims them.
        hold(kept, holding.untilNanos());
        return release(given);
    }

    private Uni<Void> claim(int count) {
        long until = System.nanoTime() + settings.term().toNanos();
        return pool.preparedQuery(LeaseSql.CLAIM)
                .execute(name().addInteger(count).addLong(termMillis()))
                .invoke(rows -> {
                    Map<Integer, Lease> all = new TreeMap<>(holding.leases());
                    boolean none = all.isEmpty();
                    all.putAll(leases(rows));
                    hold(all, none ? until : Math.min(until, holding.untilNanos()));
                })
                .replaceWithVoid();
    }

    private Uni<Void> takeOverFromFrozen(int count) {
        return pool.preparedQuery(LeaseSql.END_FROZEN).execute(name()).chain(rows -> {
            if (rows.size() == 0) {
                return Uni.createFrom().voidItem();
            }
            rows.forEach(row -> LOG.warnf(
                    "Ended a transaction of replica %s, whose lease of %s had expired",
                    row.getString("application_name"), settings.consumer()));
            return pause(Duration.ofMillis(200)).chain(() -> claim(count));
        });
    }

    private Uni<Void> release(Collection<Lease> leases) {
        return leases.isEmpty()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(LeaseSql.RELEASE)
                        .execute(name().addArrayOfShort(Lease.partitions(leases)))
                        .replaceWithVoid();
    }

    private Uni<Void> pause(Duration time) {
        return Uni.createFrom().emitter(emitter -> vertx.setTimer(time.toMillis(), id -> emitter.complete(null)));
    }

    private void hold(Map<Integer, Lease> leases, long untilNanos) {
        boolean changed = !leases.equals(holding.leases());
        holding = new Holding(Map.copyOf(leases), untilNanos);
        if (changed) {
            LOG.debugf("%s holds %d partitions of %s", settings.owner(), leases.size(), settings.consumer());
            listeners.forEach(Runnable::run);
        }
    }

    private static Map<Integer, Lease> leases(RowSet<Row> rows) {
        Map<Integer, Lease> leases = new TreeMap<>();
        rows.forEach(row ->
                leases.put(row.getInteger("partition"), new Lease(row.getInteger("partition"), row.getLong("epoch"))));
        return leases;
    }

    private Tuple name() {
        return Tuple.of(settings.consumer(), settings.owner());
    }

    private long termMillis() {
        return settings.term().toMillis();
    }
}

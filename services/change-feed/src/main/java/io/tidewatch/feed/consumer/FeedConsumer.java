package io.tidewatch.feed.consumer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.lease.Lease;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseLost;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Follows one feed: reads the partitions whose leases this replica holds, and applies what it reads.
 * Several consumers (one per provider) share one {@link LeaseKeeper}.
 *
 * <p>One loop does one thing at a time: it reads all partitions in one request and applies them one after the other. A partition
 * whose changes cannot be applied pauses for a while; the others continue.
 */
public final class FeedConsumer {

    private static final Logger LOG = Logger.getLogger(FeedConsumer.class);

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    /** Longer than a provider goes on answering when it stops; then another replica answers, or none. */
    private static final Duration WHILE_PROVIDER_STOPS = Duration.ofSeconds(2);

    private final LeaseKeeper leases;
    private final FeedTransport transport;
    private final FeedConsumerSettings settings;
    private final FeedApplier applier;
    private final FeedSnapshots snapshots;
    private final IdleTime idle;
    private final PeerState peer;
    private final Map<Integer, FollowedPartition> followed = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Runnable applied = () -> {};
    private volatile boolean stopping;
    private volatile int ownFailures;

    /**
     * @param pool      the database of this service
     * @param vertx     for pauses
     * @param leases    which partitions this replica works on; started and stopped by the caller
     * @param transport reads from the provider
     * @param handler   applies the changes
     * @param settings  what to follow
     */
    public FeedConsumer(
            Pool pool,
            Vertx vertx,
            LeaseKeeper leases,
            FeedTransport transport,
            FeedHandler handler,
            FeedConsumerSettings settings) {
        this.leases = leases;
        this.transport = transport;
        this.settings = settings;
        this.applier = new FeedApplier(pool, leases.fenced(), handler, settings);
        this.snapshots = new FeedSnapshots(transport, applier, settings.snapshotLimit());
        this.idle = new IdleTime(vertx);
        this.peer = new PeerState(settings, () -> followed.values().forEach(FollowedPartition::notCaughtUp));
    }

    /**
     * Has somebody notified after every transaction in which changes were applied. To be set before the start.
     *
     * @param listener must neither wait nor fail
     */
    public void onApplied(Runnable listener) {
        applied = listener;
    }

    /** Starts to follow, in the background. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            leases.onChange(idle::end);
            Uni.createFrom()
                    .deferred(this::round)
                    .repeat()
                    .until(ignored -> stopping)
                    .subscribe()
                    .with(ignored -> {}, ended::completeExceptionally, () -> ended.complete(null));
        }
    }

    /** Stops after the transaction that is open now. Stop all consumers first, then the lease keeper. */
    public Uni<Void> stop() {
        stopping = true;
        idle.end();
        return started.get()
                ? Uni.createFrom().completionStage(ended)
                : Uni.createFrom().voidItem();
    }

    /** The worst of all partitions held; {@link FeedStatus#CATCHING_UP} while none is. */
    public FeedStatus status() {
        if (peer.unreachable()) {
            return FeedStatus.PEER_UNREACHABLE;
        }
        Collection<Integer> held = leases.held().keySet();
        return !held.isEmpty() && held.stream().allMatch(p -> status(p) == FeedStatus.CAUGHT_UP)
                ? FeedStatus.CAUGHT_UP
                : FeedStatus.CATCHING_UP;
    }

    /** The status of one partition; {@link FeedStatus#CATCHING_UP} if it is not held. */
    public FeedStatus status(int partition) {
        FollowedPartition stand = followed.get(partition);
        if (stand == null
                || !leases.held(partition).filter(stand.lease()::equals).isPresent()) {
            return FeedStatus.CATCHING_UP;
        }
        if (peer.unreachable()) {
            return FeedStatus.PEER_UNREACHABLE;
        }
        return stand.caughtUpWithin(settings.freshness()) ? FeedStatus.CAUGHT_UP : FeedStatus.CATCHING_UP;
    }

    /** Shows {@link #behind} as the gauge {@code tidewatch_feed_behind_seconds}; without a value while there is none. */
    public void showIn(MeterRegistry meters) {
        Gauge.builder("tidewatch.feed.behind", () -> behind().map(time -> time.toMillis() / 1000.0)
                        .orElse(Double.NaN))
                .description("Time since the end of this feed was last read, of the worst partition held; 0 at the end")
                .baseUnit("seconds")
                .tag("feed", settings.provider())
                .register(meters);
    }

    /** How long ago the end of the feed was last read, in the worst partition held; zero at the end, empty while none is held. */
    Optional<Duration> behind() {
        return leases.held().keySet().stream()
                .map(followed::get)
                .filter(Objects::nonNull)
                .map(stand -> stand.behind(settings.freshness()))
                .max(Comparator.naturalOrder());
    }

    /** One turn of the loop; never fails. */
    private Uni<Boolean> round() {
        Map<Integer, Lease> held = leases.held();
        followed.values().removeIf(stand -> !stand.lease().equals(held.get(stand.number())));
        return followNew(held)
                .chain(this::takeSnapshots)
                .chain(() -> readAndApply(held))
                .invoke(() -> ownFailures = 0)
                .onFailure()
                .recoverWithUni(failure -> {
                    if (ownFailures++ == 0) {
                        LOG.errorf(
                                failure, "%s cannot follow %s, will retry", settings.consumer(), settings.provider());
                    }
                    return rest(FollowedPartition.pause(ownFailures, settings.retryAtMost()), held);
                })
                .replaceWith(true);
    }

    private Uni<Void> followNew(Map<Integer, Lease> held) {
        List<Lease> fresh = held.values().stream()
                .filter(lease -> !followed.containsKey(lease.partition()))
                .toList();
        return fresh.isEmpty()
                ? Uni.createFrom().voidItem()
                : applier.cursors(fresh)
                        .invoke(cursors -> fresh.forEach(lease -> followed.put(
                                lease.partition(), new FollowedPartition(lease, cursors.get(lease.partition())))))
                        .replaceWithVoid();
    }

    private Uni<Void> takeSnapshots() {
        List<FollowedPartition> wanting = followed.values().stream()
                .filter(FollowedPartition::needsSnapshot)
                .filter(stand -> !stand.resting())
                .toList();
        return wanting.isEmpty()
                ? Uni.createFrom().voidItem()
                : peer.asking(snapshots.heads())
                        .chain(heads -> snapshots.take(wanting, heads, this::failed, () -> stopping))
                        .onFailure(PeerFailure.class)
                        .recoverWithNull();
    }

    private Uni<Void> readAndApply(Map<Integer, Lease> held) {
        Map<Integer, FollowedPartition> asked = followed.values().stream()
                .filter(stand -> !stand.needsSnapshot() && !stand.resting())
                .collect(Collectors.toMap(FollowedPartition::number, Function.identity()));
        if (asked.isEmpty()) {
            return rest(peer.unreachable() ? peer.rest() : shorter(ONE_SECOND, shortestRest()), held);
        }
        Duration wait = asked.values().stream().allMatch(stand -> stand.caughtUpWithin(settings.freshness()))
                ? shorter(settings.maxWait(), shortestRest())
                : Duration.ZERO;
        ReadRequest request = new ReadRequest(
                asked.values().stream()
                        .map(stand -> new Cursor(stand.number(), stand.cursor()))
                        .toList(),
                settings.types(),
                settings.limit(),
                wait);
        long sentAt = System.nanoTime();
        return idle.during(peer.asking(transport.read(request)), () -> stopping || !held.equals(leases.held()))
                .chain(page -> page == null
                        ? Uni.createFrom().voidItem()
                        : apply(page, asked, sentAt + wait.toNanos())
                                .chain(() -> providerStops(request, page, System.nanoTime() - sentAt)
                                        ? rest(WHILE_PROVIDER_STOPS, held)
                                        : Uni.createFrom().voidItem()))
                .onFailure(FeedReset.class)
                .recoverWithUni(failure -> feedReset((FeedReset) failure, asked))
                .onFailure(PeerFailure.class)
                .recoverWithUni(() -> rest(peer.rest(), held));
    }

    /** Nothing new long before the end of the wait. Asked again at once, it would answer so again. */
    private static boolean providerStops(ReadRequest request, ChangePage page, long tookNanos) {
        return tookNanos < request.maxWait().toNanos() / 2
                && Set.copyOf(page.cursors()).equals(Set.copyOf(request.cursors()));
    }

    private Uni<Void> apply(ChangePage page, Map<Integer, FollowedPartition> asked, long answeredAtMost) {
        // Counted from the request: a process that was frozen after the answer would take an old answer for a fresh
        // one.
        long answeredAt = Math.min(System.nanoTime(), answeredAtMost);
        Map<Integer, List<Envelope>> changes = page.items().stream()
                .collect(Collectors.groupingBy(Envelope::partition, LinkedHashMap::new, Collectors.toList()));
        Map<FollowedPartition, String> passedOver = new LinkedHashMap<>();
        List<Cursor> moved = new ArrayList<>();
        for (Cursor cursor : page.cursors()) {
            FollowedPartition stand = asked.get(cursor.partition());
            if (stand == null) {
                continue;
            }
            if (changes.containsKey(cursor.partition())) {
                moved.add(cursor);
            } else if (cursor.cursor().equals(stand.cursor())) {
                stand.caughtUp(answeredAt);
                succeeded(stand);
            } else {
                passedOver.put(stand, cursor.cursor());
            }
        }
        return OneByOne.each(
                        moved,
                        cursor -> applyTo(asked.get(cursor.partition()), changes.get(cursor.partition()), cursor))
                .chain(() -> applier.passOver(passedOver))
                .invoke(stored -> {
                    if (stored) {
                        passedOver.forEach(FollowedPartition::movedTo);
                    } else {
                        followed.values().removeAll(passedOver.keySet());
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> applyTo(FollowedPartition stand, List<Envelope> changes, Cursor cursor) {
        if (stopping) {
            return Uni.createFrom().voidItem();
        }
        return applier.apply(stand, changes, cursor.cursor())
                .invoke(() -> {
                    stand.movedTo(cursor.cursor());
                    succeeded(stand);
                    applied.run();
                })
                .onFailure()
                .recoverWithUni(failure -> failed(stand, failure));
    }

    private Uni<Void> feedReset(FeedReset reset, Map<Integer, FollowedPartition> asked) {
        LOG.warnf(
                "%s starts again with a snapshot of %s: %s",
                settings.consumer(), settings.provider(), reset.getMessage());
        asked.values().stream()
                .filter(stand ->
                        reset.partitions().isEmpty() || reset.partitions().contains(stand.number()))
                .forEach(stand -> stand.reset(settings.retryAtMost()));
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> failed(FollowedPartition stand, Throwable failure) {
        if (failure instanceof CursorMoved) {
            // Read the stored cursor of this partition again.
            followed.remove(stand.number(), stand);
            return Uni.createFrom().voidItem();
        }
        if (!stand.failing() && !(failure instanceof LeaseLost)) {
            LOG.errorf(
                    failure,
                    "%s cannot apply partition %d of %s, will retry",
                    settings.consumer(),
                    stand.number(),
                    settings.provider());
        }
        // Also for a lost lease: the next heartbeat removes it from the leases held.
        stand.failed(settings.retryAtMost());
        return Uni.createFrom().voidItem();
    }

    private void succeeded(FollowedPartition stand) {
        if (stand.failing()) {
            LOG.infof("%s applies partition %d of %s again", settings.consumer(), stand.number(), settings.provider());
        }
        stand.succeeded();
    }

    private Uni<Void> rest(Duration time, Map<Integer, Lease> held) {
        return idle.pause(time, () -> stopping || !held.equals(leases.held()));
    }

    /** The time until the first paused partition is to be retried; long if none is paused. */
    private Duration shortestRest() {
        return followed.values().stream()
                .filter(FollowedPartition::resting)
                .map(FollowedPartition::restLeft)
                .reduce(ReadRequest.MAX_WAIT, FeedConsumer::shorter);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}

package io.tidewatch.feed.consumer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.feed.lease.Fenced;
import io.tidewatch.feed.lease.Lease;
import io.tidewatch.feed.lease.LeaseLost;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The transactions of a consumer: each stores the effect of changes and the cursor after them, under the lease. */
final class FeedApplier {

    /** More hops than any valid chain of services has; two services that react to each other exceed it. */
    static final int MOST_HOPS = 8;

    private static final Logger LOG = Logger.getLogger(FeedApplier.class);

    private final Pool pool;
    private final Fenced fenced;
    private final FeedHandler handler;
    private final FeedConsumerSettings settings;

    FeedApplier(Pool pool, Fenced fenced, FeedHandler handler, FeedConsumerSettings settings) {
        this.pool = pool;
        this.fenced = fenced;
        this.handler = handler;
        this.settings = settings;
    }

    /** The stored cursors, without the partitions that have none. */
    Uni<Map<Integer, String>> cursors(List<Lease> leases) {
        return pool.preparedQuery(FeedSql.CURSORS)
                .execute(name().addArrayOfShort(partitions(leases)))
                .map(rows -> {
                    Map<Integer, String> cursors = new HashMap<>();
                    rows.forEach(row -> cursors.put(row.getInteger("partition"), row.getString("cursor")));
                    return cursors;
                });
    }

    Uni<Void> apply(FollowedPartition stand, List<Envelope> changes, String cursor) {
        List<Envelope> wanted = changes.stream()
                .filter(c -> settings.types().isEmpty() || settings.types().contains(c.type()))
                .toList();
        List<Envelope> parked =
                wanted.stream().filter(c -> c.hops() > MOST_HOPS).toList();
        List<Envelope> sound =
                wanted.stream().filter(c -> c.hops() <= MOST_HOPS).toList();
        // The cursor is written before the effect, because a handler appends to the feed of its own service last.
        return fenced.run(stand.lease(), tx -> park(tx, parked)
                        .chain(() -> move(tx, Map.of(stand, cursor)))
                        .chain(() -> sound.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : handler.apply(tx, stand.number(), sound)))
                .invoke(() -> parked.forEach(c -> LOG.errorf(
                        "ALARM change parked after %d hops, two services may be reacting to each other: %s %s of %s (cause %s)",
                        c.hops(), c.type(), c.key(), settings.provider(), c.causationId())));
    }

    Uni<Void> snapshotPage(FollowedPartition stand, SnapshotPage page, boolean first, String head) {
        boolean last = page.next() == null;
        int partition = stand.number();
        return fenced.run(stand.lease(), tx -> when(first, () -> handler.beginSnapshot(tx, partition, stand.wasReset()))
                .chain(() -> when(last, () -> begin(tx, partition, head)))
                .chain(() -> when(!page.items().isEmpty(), () -> handler.applySnapshot(tx, partition, page.items())))
                .chain(() -> when(last, () -> handler.endSnapshot(tx, partition))));
    }

    /**
     * Stores cursors that advanced over changes of other types. If they are lost, these changes are read again.
     *
     * @return false if a lease or a cursor has changed; then nothing was stored
     */
    Uni<Boolean> passOver(Map<FollowedPartition, String> moved) {
        if (moved.isEmpty()) {
            return Uni.createFrom().item(true);
        }
        List<Lease> leases =
                moved.keySet().stream().map(FollowedPartition::lease).toList();
        return fenced.run(leases, tx -> move(tx, moved))
                .replaceWith(true)
                .onFailure(failure -> failure instanceof LeaseLost || failure instanceof CursorMoved)
                .recoverWithItem(false);
    }

    private Uni<Void> begin(SqlConnection tx, int partition, String head) {
        return tx.preparedQuery(FeedSql.BEGIN)
                .execute(name().addShort((short) partition).addString(head))
                .replaceWithVoid();
    }

    private Uni<Void> move(SqlConnection tx, Map<FollowedPartition, String> moved) {
        List<FollowedPartition> stands = List.copyOf(moved.keySet());
        return tx.preparedQuery(FeedSql.MOVE)
                .execute(name().addArrayOfShort(
                                stands.stream().map(s -> (short) s.number()).toArray(Short[]::new))
                        .addArrayOfString(
                                stands.stream().map(FollowedPartition::cursor).toArray(String[]::new))
                        .addArrayOfString(stands.stream().map(moved::get).toArray(String[]::new)))
                .invoke(rows -> {
                    if (rows.rowCount() < stands.size()) {
                        throw new CursorMoved();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> park(SqlConnection tx, List<Envelope> changes) {
        return changes.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(FeedSql.PARK)
                        .executeBatch(changes.stream().map(this::parked).toList())
                        .replaceWithVoid();
    }

    private Tuple parked(Envelope change) {
        return name().addShort((short) change.partition())
                .addLong(change.seq())
                .addString(change.type())
                .addString(change.key())
                .addString(json(change).toString());
    }

    private static ObjectNode json(Envelope change) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("partition", change.partition());
        node.put("seq", change.seq());
        node.put("type", change.type());
        node.put("key", change.key());
        node.put("version", change.version());
        node.put("occurredAt", change.occurredAt().toString());
        node.put(
                "causationId",
                change.causationId() == null ? null : change.causationId().toString());
        node.put("hops", change.hops());
        node.put("traceparent", change.traceparent());
        node.set("data", change.data());
        return node;
    }

    private static Uni<Void> when(boolean wanted, Supplier<Uni<Void>> work) {
        return wanted ? work.get() : Uni.createFrom().voidItem();
    }

    private static Short[] partitions(List<Lease> leases) {
        return leases.stream().map(l -> (short) l.partition()).toArray(Short[]::new);
    }

    private Tuple name() {
        return Tuple.of(settings.consumer(), settings.provider());
    }
}

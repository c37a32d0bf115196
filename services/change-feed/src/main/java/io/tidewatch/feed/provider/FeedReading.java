package io.tidewatch.feed.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.feed.FeedReset.Reason;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.provider.CursorCodec.Place;
import io.tidewatch.feed.provider.HeadWatch.Heads;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The state of one request: its place in each partition and the changes found. Not thread-safe. */
final class FeedReading {

    private final ReadRequest request;
    private final Map<Integer, UUID> epochs = new TreeMap<>();
    private final Map<Integer, Long> places = new TreeMap<>();
    private final List<Envelope> items = new ArrayList<>();
    private final long endNanos;
    private boolean more;

    private FeedReading(ReadRequest request) {
        this.request = request;
        this.endNanos = System.nanoTime() + request.maxWait().toNanos();
    }

    /** Empty if a cursor does not belong to this feed. */
    static Optional<FeedReading> of(ReadRequest request) {
        FeedReading reading = new FeedReading(request);
        for (Cursor cursor : request.cursors()) {
            Optional<Place> place = CursorCodec.decode(cursor.cursor());
            if (place.isEmpty()) {
                return Optional.empty();
            }
            reading.epochs.put(cursor.partition(), place.get().epoch());
            reading.places.put(cursor.partition(), place.get().seq());
        }
        return Optional.of(reading);
    }

    static FeedReset unreadable(ReadRequest request) {
        return new FeedReset(
                request.cursors().stream()
                        .filter(c -> CursorCodec.decode(c.cursor()).isEmpty())
                        .map(Cursor::partition)
                        .collect(Collectors.toSet()),
                Reason.UNREADABLE);
    }

    boolean isOf(UUID epoch) {
        return epochs.values().stream().allMatch(epoch::equals);
    }

    /** The epoch of all cursors, once {@link #checkEpoch} has passed. */
    UUID epoch() {
        return epochs.values().iterator().next();
    }

    Map<Integer, Long> places() {
        return places;
    }

    long after(int partition) {
        return places.get(partition);
    }

    int limit() {
        return request.limit();
    }

    /** The types to return; null for all. */
    String[] types() {
        return request.types().isEmpty() ? null : request.types().toArray(String[]::new);
    }

    boolean waits() {
        return !request.maxWait().isZero();
    }

    Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    boolean hasItems() {
        return !items.isEmpty();
    }

    boolean more() {
        return more;
    }

    void checkEpoch(UUID epoch) {
        resetWhere(p -> !epochs.get(p).equals(epoch), places.keySet(), Reason.FOREIGN_EPOCH);
    }

    void checkHeads(Heads heads) {
        checkEpoch(heads.epoch());
        resetWhere(p -> places.get(p) > heads.of(p), places.keySet(), Reason.BEYOND_HEAD);
    }

    /** The places that are not at the head: those before it have changes to read, those beyond it must be checked. */
    Map<Integer, Long> notAt(Heads heads) {
        Map<Integer, Long> others = new TreeMap<>(places);
        others.entrySet().removeIf(e -> heads.of(e.getKey()) == e.getValue());
        return others;
    }

    /** As many partitions as the limit allows, starting at a random one, so that none starves. */
    List<Integer> choose(Map<Integer, Long> candidates) {
        List<Integer> partitions = new ArrayList<>(candidates.keySet());
        if (partitions.size() > request.limit()) {
            Collections.rotate(partitions, ThreadLocalRandom.current().nextInt(partitions.size()));
            return partitions.subList(0, request.limit());
        }
        return partitions;
    }

    /** Adds the changes found and advances in each partition, also over changes of other types. */
    void accept(RowSet<Row> rows, int each, ObjectMapper json) {
        Map<Integer, Integer> counts = new TreeMap<>();
        Set<Integer> foreign = new TreeSet<>();
        Set<Integer> belowFloor = new TreeSet<>();
        List<Row> found = new ArrayList<>();
        for (Row row : rows) {
            int partition = row.getInteger("partition");
            if (!epochs.get(partition).equals(row.getUUID("epoch"))) {
                foreign.add(partition);
            } else if (row.getLong("floor") > places.get(partition)) {
                belowFloor.add(partition);
            } else if (row.getLong("seq") != null) {
                found.add(row);
            }
        }
        reset(foreign, Reason.FOREIGN_EPOCH);
        reset(belowFloor, Reason.BELOW_FLOOR);
        for (Row row : found) {
            int partition = row.getInteger("partition");
            counts.merge(partition, 1, Integer::sum);
            places.put(partition, row.getLong("seq"));
            if (row.getString("data") != null) {
                items.add(envelope(row, json));
            }
        }
        more = counts.values().stream().anyMatch(n -> n >= each);
    }

    /** Notes that some partitions with changes were not read. */
    void leftOut(boolean some) {
        more |= some;
    }

    ChangePage page() {
        List<Cursor> cursors = places.entrySet().stream()
                .map(e -> new Cursor(e.getKey(), CursorCodec.encode(epochs.get(e.getKey()), e.getValue())))
                .toList();
        return new ChangePage(items, cursors, more);
    }

    private void resetWhere(Predicate<Integer> lost, Collection<Integer> partitions, Reason reason) {
        reset(partitions.stream().filter(lost).collect(Collectors.toSet()), reason);
    }

    private static void reset(Set<Integer> partitions, Reason reason) {
        if (!partitions.isEmpty()) {
            throw new FeedReset(partitions, reason);
        }
    }

    private static Envelope envelope(Row row, ObjectMapper json) {
        return new Envelope(
                row.getInteger("partition"),
                row.getLong("seq"),
                row.getString("type"),
                row.getString("key"),
                row.getLong("version"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getUUID("causation_id"),
                row.getInteger("hops"),
                row.getString("traceparent"),
                parse(row.getString("data"), json));
    }

    private static JsonNode parse(String data, ObjectMapper json) {
        try {
            return json.readTree(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned JSON that could not be parsed", e);
        }
    }
}

package io.tidewatch.reporting.portfolio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.consumer.FeedHandler;
import io.tidewatch.feed.trace.TracedWork;
import io.tidewatch.reporting.portfolio.UnreadableChanges.Unreadable;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a provider's changes into read models: per type one statement that keeps the newest version. The sums follow in the same
 * transaction.
 */
final class ReadModelHandler implements FeedHandler {

    private final Provider provider;
    private final Map<String, Writing<?>> writings;
    private final ObjectMapper json;
    private final ReadingProgress progress;
    private final UnreadableChanges unreadable;

    /**
     * @param provider whose changes they are
     * @param writings how to write each type of change; other types are ignored
     */
    ReadModelHandler(
            Provider provider,
            Map<String, Writing<?>> writings,
            ObjectMapper json,
            ReadingProgress progress,
            UnreadableChanges unreadable) {
        this.provider = provider;
        this.writings = writings;
        this.json = json;
        this.progress = progress;
        this.unreadable = unreadable;
    }

    /**
     * How to write one type of change.
     *
     * @param model   what the data are read as
     * @param upsert  writes a row where its version is newer; then returns its {@code account_id} if it has one
     * @param row     the parameters of {@code upsert}; throws where the data are not valid
     * @param removal marks the row {@code $1} of partition {@code $2} deleted as of version {@code $3}; returns as {@code upsert}
     */
    record Writing<T>(Class<T> model, String upsert, RowOf<T> row, String removal) {

        Tuple read(ObjectMapper json, int partition, FeedItem item) throws JsonProcessingException {
            return row.of(partition, item, json.treeToValue(item.data(), model));
        }
    }

    /** Makes the parameters of a row. */
    @FunctionalInterface
    interface RowOf<T> {
        Tuple of(int partition, FeedItem item, T data);
    }

    @Override
    public Uni<Void> apply(SqlConnection tx, int partition, List<Envelope> changes) {
        Map<String, String> traces = new HashMap<>();
        changes.stream()
                .filter(change -> change.traceparent() != null)
                .forEach(change -> traces.put(change.key(), change.traceparent()));
        return TracedWork.of(
                "update read models",
                traces,
                traced ->
                        write(tx, partition, changes.stream().map(FeedItem::of).toList()));
    }

    @Override
    public Uni<Void> applySnapshot(SqlConnection tx, int partition, List<SnapshotItem> items) {
        return write(tx, partition, items.stream().map(FeedItem::of).toList());
    }

    @Override
    public Uni<Void> beginSnapshot(SqlConnection tx, int partition, boolean reset) {
        Uni<Void> begun = progress.begin(tx, provider, partition, reset);
        return reset ? begun.chain(() -> PortfolioSums.restateAll(tx, partition)) : begun;
    }

    @Override
    public Uni<Void> endSnapshot(SqlConnection tx, int partition) {
        return progress.end(tx, provider, partition);
    }

    /** The value, which the contract requires. */
    static <T> T required(T value, String field) {
        return Objects.requireNonNull(value, () -> field + " is missing");
    }

    private Uni<Void> write(SqlConnection tx, int partition, List<FeedItem> all) {
        Map<String, List<Tuple>> batches = new LinkedHashMap<>();
        List<Unreadable> odd = new ArrayList<>();
        List<FeedItem> readable = new ArrayList<>();
        for (FeedItem item : all) {
            Writing<?> writing = writings.get(item.type());
            if (writing == null) {
                continue;
            }
            if (item.deleted()) {
                batches.computeIfAbsent(writing.removal(), sql -> new ArrayList<>())
                        .add(Tuple.of(item.key(), (short) partition, item.version()));
                readable.add(item);
                continue;
            }
            try {
                batches.computeIfAbsent(writing.upsert(), sql -> new ArrayList<>())
                        .add(writing.read(json, partition, item));
                readable.add(item);
            } catch (JsonProcessingException | RuntimeException e) {
                odd.add(new Unreadable(
                        item.type(),
                        item.key(),
                        item.version(),
                        String.valueOf(e.getMessage()),
                        item.data() != null && item.data().isObject()
                                ? new JsonObject(item.data().toString())
                                : null));
            }
        }
        Set<String> changed = new TreeSet<>();
        Uni<Void> written = unreadable
                .setAside(tx, provider, partition, odd)
                .flatMap(done -> unreadable.forget(tx, provider, partition, readable));
        for (Map.Entry<String, List<Tuple>> batch : batches.entrySet()) {
            if (!batch.getValue().isEmpty()) {
                written = written.flatMap(done -> tx.preparedQuery(batch.getKey())
                        .executeBatch(batch.getValue())
                        .invoke(rows -> noteAccounts(rows, changed))
                        .replaceWithVoid());
            }
        }
        return written.chain(() -> PortfolioSums.restate(tx, partition, List.copyOf(changed)));
    }

    /** Adds the accounts that the statements of a batch return. One that was never published has an empty id. */
    private static void noteAccounts(RowSet<Row> batch, Set<String> accounts) {
        for (RowSet<Row> rows = batch; rows != null; rows = rows.next()) {
            for (Row row : rows) {
                accounts.add(row.getString("account_id"));
            }
        }
        accounts.remove("");
    }
}

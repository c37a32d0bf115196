package io.tidewatch.ingestion.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.ingestion.values.PublishedValues;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.RequestProblem;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** The present state of a partition, page by page, in order of type and key. A deleted touchpoint is marked. */
@ApplicationScoped
public class Snapshot {

    private static final List<String> ACCOUNT_TYPES = List.of("account", PublishedValues.TYPE, "touchpoint");
    private static final List<String> CONTROL_TYPES = List.of("catalogue");

    private final Pool pool;
    private final PublishedValues values;
    private final ObjectMapper json;

    public Snapshot(Pool pool, PublishedValues values, ObjectMapper json) {
        this.pool = pool;
        this.values = values;
        this.json = json;
    }

    /**
     * One page.
     *
     * @param partition 0 to 64
     * @param after {@code next} of the page before; null for the first
     * @param limit most entities
     */
    public Uni<SnapshotPage> page(int partition, String after, int limit) {
        List<String> types = partition == Partitions.CONTROL ? CONTROL_TYPES : ACCOUNT_TYPES;
        Place place = Place.parse(after, types);
        return fill(types, partition, place, limit, new ArrayList<>());
    }

    /** Entities of one type after a key. */
    private record Place(String type, String key) {

        static Place parse(String after, List<String> types) {
            List<String> place = PageCursor.key(after, types.getFirst(), "");
            if (!types.contains(place.getFirst())) {
                throw RequestProblem.noSuchPage();
            }
            return new Place(place.getFirst(), place.getLast());
        }
    }

    private Uni<SnapshotPage> fill(
            List<String> types, int partition, Place place, int limit, List<SnapshotItem> items) {
        int wanted = limit - items.size();
        return entities(place, partition, wanted).chain(more -> {
            items.addAll(more);
            if (more.size() == wanted) {
                String next = PageCursor.next(place.type(), items.getLast().key());
                return Uni.createFrom().item(new SnapshotPage(items, next));
            }
            int next = types.indexOf(place.type()) + 1;
            return next == types.size()
                    ? Uni.createFrom().item(new SnapshotPage(items, null))
                    : fill(types, partition, new Place(types.get(next), ""), limit, items);
        });
    }

    private Uni<List<SnapshotItem>> entities(Place place, int partition, int wanted) {
        if (place.type().equals(PublishedValues.TYPE)) {
            return values.page(partition, place.key(), wanted);
        }
        return pool.preparedQuery(query(place.type()))
                .execute(Tuple.of(partition, place.key(), wanted))
                .map(rows -> {
                    List<SnapshotItem> items = new ArrayList<>();
                    rows.forEach(row -> items.add(item(place.type(), row)));
                    return items;
                });
    }

    private static String query(String type) {
        return "select key, version, data::text as data from " + type.replace('-', '_')
                + "_change where partition = $1::smallint and key > $2 order by key limit $3";
    }

    private SnapshotItem item(String type, Row row) {
        try {
            JsonNode data = json.readTree(row.getString("data"));
            boolean deleted = data.path("deleted").asBoolean();
            return new SnapshotItem(type, row.getString("key"), row.getLong("version"), deleted, data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL wrote JSON that cannot be read", e);
        }
    }
}

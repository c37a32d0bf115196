package io.tidewatch.dispatch.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.problem.RequestProblem;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What this service's feed has told so far, for those who begin: first acknowledgements, then outcomes, by id. */
@ApplicationScoped
public class DispatchSnapshot {

    private static final String PAGE = """
            select type, id, version, data::text as data
            from (select 'acknowledgement' as type, a.id, case when a.done_at is null then 1 else 2 end as version,
                         jsonb_build_object('id', a.id, 'runId', a.run_id, 'accountId', a.account_id, 'step', a.step,
                                            'by', a.by_email, 'at', coalesce(a.done_at, a.at),
                                            'done', a.done_at is not null) as data
                  from acknowledgement a
                  where partition_of(a.account_id) = $1
                  union all
                  select 'delivery', m.id, 1,
                         jsonb_build_object('messageId', m.id, 'actionId', m.action_id, 'runId', m.run_id,
                                            'accountId', m.account_id, 'recipient', m.recipient, 'outcome', m.state,
                                            'at', (select max(d.at) from delivery d where d.message_id = m.id))
                  from message m
                  where partition_of(m.account_id) = $1 and m.state <> 'WAITING') told
            where (type, id) > ($2, $3)
            order by type, id
            limit $4
            """;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Pool pool;
    private final ObjectMapper json;

    /** For the container. */
    public DispatchSnapshot(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /**
     * A page.
     *
     * @param partition 0 to 64
     * @param after     what the page before named; null for the first
     * @param limit     most items
     */
    public Uni<SnapshotPage> page(int partition, String after, int limit) {
        Place place = after == null ? new Place("", BEFORE_ALL) : Place.read(after);
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of((short) partition, place.type(), place.id(), limit))
                .map(rows -> {
                    List<SnapshotItem> items = StreamSupport.stream(rows.spliterator(), false)
                            .map(this::item)
                            .toList();
                    return new SnapshotPage(
                            items, items.size() < limit ? null : Place.after(items.get(items.size() - 1)));
                });
    }

    private SnapshotItem item(Row row) {
        try {
            JsonNode data = json.readTree(row.getString("data"));
            return new SnapshotItem(
                    row.getString("type"), row.getUUID("id").toString(), row.getInteger("version"), false, data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL writes JSON that can be read", e);
        }
    }

    private record Place(String type, UUID id) {

        static Place read(String text) {
            String[] parts = text.split("/", 2);
            try {
                return new Place(parts[0], UUID.fromString(parts[1]));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw RequestProblem.noSuchPage();
            }
        }

        static String after(SnapshotItem last) {
            return last.type() + "/" + last.key();
        }
    }
}

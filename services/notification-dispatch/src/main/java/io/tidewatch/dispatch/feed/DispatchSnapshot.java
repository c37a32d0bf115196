package io.tidewatch.dispatch.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.RequestProblem;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The state of this service's feed for new consumers: first acknowledgements, then outcomes, by id. */
@ApplicationScoped
public class DispatchSnapshot {

    private static final String PAGE = """
            select type, id, version, data::text as data
            from (select 'acknowledgement' as type, a.id, case when a.done_at is null then 1 else 2 end as version,
                         jsonb_build_object('id', a.id, 'runId', a.run_id, 'accountId', a.account_id, 'step', a.step,
                                            'by', a.by_email, 'at', coalesce(a.done_at, a.at),
                                            'done', a.done_at is not null, 'actionId', m.action_id) as data
                  from acknowledgement a
                  join message m on m.id = a.message_id
                  where partition_of(a.account_id) = $1
                  union all
                  select 'delivery', m.id, 1,
                         jsonb_build_object('messageId', m.id, 'actionId', m.action_id, 'runId', m.run_id,
                                            'accountId', m.account_id, 'recipient', m.recipient, 'outcome', m.state,
                                            'at', (select max(d.at) from delivery d where d.message_id = m.id))
                  from message m
                  where partition_of(m.account_id) = $1 and m.state in ('DELIVERED', 'FAILED')
                    and m.drill_id is null) published
            where (type, id) > ($2, $3)
            order by type, id
            limit $4
            """;

    private final Pool pool;
    private final ObjectMapper json;

    public DispatchSnapshot(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /**
     * A page.
     *
     * @param partition 0 to 64
     * @param after     the {@code next} of the page before; null for the first page
     * @param limit     the largest number of items
     */
    public Uni<SnapshotPage> page(int partition, String after, int limit) {
        List<String> key = PageCursor.key(after, "", new UUID(0, 0).toString());
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of((short) partition, key.get(0), id(key.get(1)), limit))
                .map(rows -> {
                    List<SnapshotItem> items = StreamSupport.stream(rows.spliterator(), false)
                            .map(this::item)
                            .toList();
                    return new SnapshotPage(items, items.size() < limit ? null : next(items.getLast()));
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

    private static String next(SnapshotItem last) {
        return PageCursor.next(last.type(), last.key());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw RequestProblem.noSuchPage();
        }
    }
}

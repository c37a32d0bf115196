package io.tidewatch.dispatch.message;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.api.model.Message;
import io.tidewatch.dispatch.api.model.MessagePage;
import io.tidewatch.dispatch.api.model.UnfoundPage;
import io.tidewatch.dispatch.api.model.UnfoundPageItemsInner;
import io.tidewatch.problem.PageCursor;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Pages of messages and of people who were not found, the newest first. */
@ApplicationScoped
public class MessageList {

    private static final String MESSAGES = """
            select number, id, action_id, kind, step, channel, audience, recipient, replaced, account_id, run_id, drill_id,
                   subject, message_id, state, attempts, created_at, delivered_at, next_attempt_at
            from message
            where number < $1 and ($2::text is null or account_id = $2) and ($3::uuid is null or run_id = $3)
              and ($4::text is null or state = $4)
            order by number desc
            limit $5
            """;

    private static final String UNFOUND = """
            select number, email, audience, account_id, at, message_id from unfound_recipient
            where number < $1
            order by number desc
            limit $2
            """;

    private final Pool pool;

    public MessageList(Pool pool) {
        this.pool = pool;
    }

    /**
     * A page of messages.
     *
     * @param after     the {@code next} of the page before; null for the first page
     * @param accountId only of this account; null for all
     * @param runId     only of this run; null for all
     * @param state     only in this state; null for all
     */
    Uni<MessagePage> messages(String after, int limit, String accountId, UUID runId, String state) {
        return pool.preparedQuery(MESSAGES)
                .execute(Tuple.of(PageCursor.numberBelow(after), accountId, runId, state, limit))
                .map(rows -> {
                    List<Message> items = new ArrayList<>();
                    String next = null;
                    for (Row row : rows) {
                        items.add(message(row));
                        next = PageCursor.next(row.getLong("number"));
                    }
                    return new MessagePage().items(items).next(items.size() < limit ? null : next);
                });
    }

    /** A page of people who were not found. */
    Uni<UnfoundPage> unfound(String after, int limit) {
        return pool.preparedQuery(UNFOUND)
                .execute(Tuple.of(PageCursor.numberBelow(after), limit))
                .map(rows -> {
                    List<UnfoundPageItemsInner> items = new ArrayList<>();
                    String next = null;
                    for (Row row : rows) {
                        items.add(new UnfoundPageItemsInner()
                                .email(row.getString("email"))
                                .audience(row.getString("audience"))
                                .accountId(row.getString("account_id"))
                                .at(row.getOffsetDateTime("at"))
                                .messageId(row.getUUID("message_id")));
                        next = PageCursor.next(row.getLong("number"));
                    }
                    return new UnfoundPage().items(items).next(items.size() < limit ? null : next);
                });
    }

    private static Message message(Row row) {
        String state = row.getString("state");
        return new Message()
                .id(row.getUUID("id"))
                .actionId(row.getString("action_id"))
                .kind(row.getString("kind"))
                .step(row.getString("step"))
                .channel(row.getString("channel"))
                .audience(row.getString("audience"))
                .recipient(row.getString("recipient"))
                .replaced(row.getString("replaced"))
                .accountId(row.getString("account_id"))
                .runId(row.getUUID("run_id"))
                .drillId(row.getUUID("drill_id"))
                .subject(row.getString("subject"))
                .messageId(row.getString("message_id"))
                .state(state)
                .attempts(row.getInteger("attempts"))
                .createdAt(row.getOffsetDateTime("created_at"))
                .deliveredAt(row.getOffsetDateTime("delivered_at"))
                .nextAttemptAt(state.equals("WAITING") ? row.getOffsetDateTime("next_attempt_at") : null);
    }
}

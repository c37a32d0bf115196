package io.tidewatch.dispatch.acknowledgement;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.provider.FeedAppender;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What was acknowledged: each message once, however often somebody clicks. */
@ApplicationScoped
public class AcknowledgementStore {

    /** The type of change that tells of one. */
    public static final String TYPE = "acknowledgement";

    private static final String FIND = """
            select m.id, m.subject, m.recipient_name, m.account_id, ac.data #>> '{account,name}' as account_name, a.at
            from message m
            join action ac on ac.id = m.action_id
            left join acknowledgement a on a.message_id = m.id
            where m.id = $1 and m.channel = 'EMAIL'
            """;

    private static final String STORE = """
            insert into acknowledgement (id, message_id, run_id, account_id, step, by_email, at)
            select $2, m.id, m.run_id, m.account_id, m.step, m.recipient, business_now()
            from message m
            where m.id = $1
            on conflict (message_id) do nothing
            returning id, run_id, account_id, step, by_email, at
            """;

    private final Pool pool;
    private final ObjectMapper json;

    /** For the container. */
    public AcknowledgementStore(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /** What a link is about; empty when there is no such message. */
    public Uni<Optional<LinkedMessage>> find(UUID messageId) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(messageId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(linked(rows.iterator().next())));
    }

    /** Acknowledges, and tells the feed the first time. */
    public Uni<Void> acknowledge(UUID messageId) {
        return pool.withTransaction(tx -> tx.preparedQuery(STORE)
                .execute(Tuple.of(messageId, idOf(messageId)))
                .flatMap(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : tell(tx, rows.iterator().next())));
    }

    private Uni<Void> tell(SqlConnection tx, Row row) {
        Instant at = row.getOffsetDateTime("at").toInstant();
        String id = row.getUUID("id").toString();
        ObjectNode data = json.createObjectNode()
                .put("id", id)
                .put("runId", row.getUUID("run_id").toString())
                .put("accountId", row.getString("account_id"))
                .put("step", row.getString("step"))
                .put("by", row.getString("by_email"))
                .put("at", at.toString());
        // A person's own doing: it has no cause and begins to count hops anew.
        return FeedAppender.append(tx, Change.ofAccount(row.getString("account_id"), TYPE, id, 1, at, data));
    }

    private static UUID idOf(UUID messageId) {
        return UUID.nameUUIDFromBytes(("acknowledgement/" + messageId).getBytes(StandardCharsets.UTF_8));
    }

    private static LinkedMessage linked(Row row) {
        return new LinkedMessage(
                row.getUUID("id"),
                row.getString("subject"),
                row.getString("recipient_name"),
                row.getString("account_name"),
                Optional.ofNullable(row.getOffsetDateTime("at")).map(at -> at.toInstant()));
    }

    /**
     * What the page of a link shows.
     *
     * @param id             of the message
     * @param subject        of the mail
     * @param recipient      the name of whom it was sent to
     * @param accountName    the account it is about
     * @param acknowledgedAt when it was acknowledged; empty while it is not
     */
    public record LinkedMessage(
            UUID id, String subject, String recipient, String accountName, Optional<Instant> acknowledgedAt) {}
}

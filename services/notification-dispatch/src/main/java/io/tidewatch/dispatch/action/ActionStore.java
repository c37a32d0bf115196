package io.tidewatch.dispatch.action;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.message.MessageStore;
import io.tidewatch.dispatch.message.NewMessage;
import io.tidewatch.dispatch.routing.Audience;
import io.tidewatch.dispatch.routing.Recipient.Missing;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The actions as they came, and how far each has become messages. */
@ApplicationScoped
public class ActionStore {

    private static final String KEEP = """
            insert into action (id, account_id, run_id, kind, step, occurred_at, data, causation_id, hops, state, problem)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
            where $6 >= (select actions_from from action_start where partition = $12)
            on conflict (id) do nothing
            """;

    // A claim ends by its time, or as soon as its replica is no longer a live member.
    private static final String CLAIM = """
            with due as (
                select id, instead_of from action
                where state = 'WAITING' and next_attempt_at <= clock_timestamp()
                  and (claimed_until is null or claimed_until <= clock_timestamp()
                       or (claimed_by <> $1 and not exists (
                               select from feed_member m where m.owner = claimed_by and m.until > clock_timestamp())))
                order by next_attempt_at
                limit $2
                for update skip locked)
            update action a
            set attempts = a.attempts + 1, claimed_by = $1,
                claimed_until = clock_timestamp() + make_interval(secs => $3)
            from due left join message m on m.id = due.instead_of
            where a.id = due.id
            returning a.id, a.data, a.attempts, a.causation_id, a.hops,
                      m.audience as failed_audience, m.recipient as failed_recipient,
                      (select d.detail from delivery d where d.message_id = m.id
                       order by d.attempt desc limit 1) as failure
            """;

    private static final String ROUTED = """
            update action set state = 'ROUTED', problem = null, claimed_by = null, claimed_until = null
            where id = $1 and attempts = $2 and state = 'WAITING'
            """;

    private static final String POSTPONE = """
            update action
            set next_attempt_at = clock_timestamp() + make_interval(secs => $3), problem = $4,
                claimed_by = null, claimed_until = null
            where id = $1 and attempts = $2 and state = 'WAITING'
            """;

    private static final String UNFOUND = """
            insert into unfound_recipient (action_id, audience, email, account_id, message_id)
            values ($1, $2, $3, $4, $5)
            on conflict (action_id, audience) do nothing
            """;

    private final Pool pool;
    private final MessageStore messages;

    /** For the container. */
    public ActionStore(Pool pool, MessageStore messages) {
        this.pool = pool;
        this.messages = messages;
    }

    /**
     * Keeps an action, unless it is known already or occurred before this partition's start.
     *
     * @param tx     the transaction of the feed
     * @param action what came
     * @return whether it is new and to be acted on
     */
    public Uni<Boolean> keep(SqlConnection tx, int partition, ReceivedAction action) {
        return tx.preparedQuery(KEEP)
                .execute(Tuple.tuple()
                        .addString(action.id())
                        .addString(action.accountId())
                        .addUUID(action.runId())
                        .addString(action.kind())
                        .addString(action.step())
                        .addOffsetDateTime(action.occurredAt().atOffset(ZoneOffset.UTC))
                        .addValue(new JsonObject(action.data()))
                        .addUUID(action.causationId())
                        .addShort((short) action.hops())
                        .addString(action.state().name())
                        .addString(action.problem())
                        .addShort((short) partition))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Actions that wait for their messages, for this replica alone until the time is over. */
    public Uni<List<Claimed>> claim(String instance, int limit, Duration claim) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(instance, limit, (double) claim.toSeconds()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ActionStore::claimed)
                        .toList());
    }

    /**
     * Writes the messages of an action and who could not be found, in one transaction; nothing when another replica
     * was faster.
     */
    public Uni<Void> route(Claimed action, String accountId, List<NewMessage> written, List<Unfound> unfound) {
        return pool.withTransaction(tx -> tx.preparedQuery(ROUTED)
                .execute(Tuple.of(action.id(), action.attempts()))
                .flatMap(updated -> updated.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : messages.insert(tx, written)
                                .flatMap(done -> insertUnfound(tx, action.id(), accountId, unfound))));
    }

    /** Tries again later. */
    public Uni<Void> postpone(Claimed action, Duration pause, String problem) {
        return pool.preparedQuery(POSTPONE)
                .execute(Tuple.of(action.id(), action.attempts(), pause.toMillis() / 1000.0, problem))
                .replaceWithVoid();
    }

    /** Gives back what an earlier process of the same name had claimed. */
    public Uni<Void> release(String instance) {
        return pool.preparedQuery("update action set claimed_until = null where claimed_by = $1 and state = 'WAITING'")
                .execute(Tuple.of(instance))
                .replaceWithVoid();
    }

    private static Uni<Void> insertUnfound(SqlClient tx, String actionId, String accountId, List<Unfound> unfound) {
        if (unfound.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Tuple> rows = unfound.stream()
                .map(u -> Tuple.of(
                        actionId, u.missing().audience().name(), u.missing().email(), accountId, u.messageId()))
                .toList();
        return tx.preparedQuery(UNFOUND).executeBatch(rows).replaceWithVoid();
    }

    private static Claimed claimed(Row row) {
        return new Claimed(
                row.getString("id"),
                row.getJsonObject("data").encode(),
                row.getInteger("attempts"),
                row.getUUID("causation_id"),
                row.getShort("hops"),
                row.getString("failed_recipient") == null
                        ? Optional.empty()
                        : Optional.of(new Missing(
                                Audience.valueOf(row.getString("failed_audience")),
                                row.getString("failed_recipient"),
                                row.getString("failure"))));
    }

    /**
     * An action that this replica makes messages of.
     *
     * @param id          of the action
     * @param data        as it came
     * @param attempts    number of this try, from 1; tells it from an earlier claim
     * @param causationId what the action follows from
     * @param hops        services passed through, this one too
     * @param unreached   to whom its message could not be delivered, so that it goes to the leaders; empty usually
     */
    public record Claimed(
            String id, String data, int attempts, UUID causationId, int hops, Optional<Missing> unreached) {}

    /**
     * Somebody who could not be found.
     *
     * @param missing   whom
     * @param messageId the message that went to somebody else instead
     */
    public record Unfound(Missing missing, UUID messageId) {}
}

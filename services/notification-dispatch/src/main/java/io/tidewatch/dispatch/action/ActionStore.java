package io.tidewatch.dispatch.action;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.action.ReceivedAction.State;
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

/** The received actions, and how far each has become messages. */
@ApplicationScoped
public class ActionStore {

    private static final String KEEP = """
            insert into action (id, account_id, run_id, kind, step, occurred_at, data, causation_id, hops, state, problem,
                                traceparent)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9,
                   case when exists (select from cancelled_run where run_id = $3) then 'WITHDRAWN' else $10 end, $11, $13
            where $6 >= (select actions_from from action_start where partition = $12)
            on conflict (id) do nothing
            returning state
            """;

    private static final String CANCEL = "insert into cancelled_run (run_id) values ($1) on conflict do nothing";

    private static final String WITHDRAW =
            "update action set state = 'WITHDRAWN', claimed_by = null, claimed_until = null"
                    + " where run_id = $1 and state = 'WAITING'";

    // A claim expires after its time, or as soon as its replica is no longer a live member.
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

    public ActionStore(Pool pool, MessageStore messages) {
        this.pool = pool;
        this.messages = messages;
    }

    /**
     * Stores an action, unless it is known or occurred before this partition's start.
     *
     * @param tx     the transaction of the feed
     * @param action the action
     * @return whether it is new and its run was not cancelled
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
                        .addShort((short) partition)
                        .addString(action.traceparent()))
                .map(rows -> rows.size() == 1
                        && !rows.iterator().next().getString("state").equals(State.WITHDRAWN.name()));
    }

    /** Withdraws everything of a cancelled run that was not sent, and everything that is still to come. */
    public Uni<Void> cancelRun(SqlConnection tx, UUID runId) {
        return tx.preparedQuery(CANCEL)
                .execute(Tuple.of(runId))
                .flatMap(done -> tx.preparedQuery(WITHDRAW).execute(Tuple.of(runId)))
                .flatMap(done -> messages.withdraw(tx, runId));
    }

    /** What the actions say that changed a schedule for a run, each as its whole content. */
    Uni<List<String>> scheduleChanges(SqlConnection tx, UUID runId) {
        return tx.preparedQuery("""
                        select data from action
                        where run_id = $1 and kind = 'SCHEDULE_CHANGE' and state = 'ROUTED' order by id
                        """).execute(Tuple.of(runId)).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(row -> row.getJsonObject("data").encode())
                .toList());
    }

    /** Claims waiting actions, for this replica alone until the claim expires. */
    public Uni<List<Claimed>> claim(String instance, int limit, Duration claim) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(instance, limit, (double) claim.toSeconds()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ActionStore::claimed)
                        .toList());
    }

    /**
     * Writes the messages of an action and the people who were not found, in one transaction. Does nothing when another
     * replica was faster, or the action was withdrawn.
     */
    public Uni<Void> route(Claimed action, String accountId, List<NewMessage> written, List<Unfound> unfound) {
        return pool.withTransaction(tx -> tx.preparedQuery(ROUTED)
                .execute(Tuple.of(action.id(), action.attempts()))
                .flatMap(updated -> updated.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : messages.insert(tx, written)
                                .flatMap(done -> insertUnfound(tx, action.id(), accountId, unfound))));
    }

    /** Has the action retried later. */
    public Uni<Void> postpone(Claimed action, Duration pause, String problem) {
        return pool.preparedQuery(POSTPONE)
                .execute(Tuple.of(action.id(), action.attempts(), pause.toMillis() / 1000.0, problem))
                .replaceWithVoid();
    }

    /** Releases the claims of an earlier process of the same name. */
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
     * An action that this replica turns into messages.
     *
     * @param id          of the action
     * @param data        its content
     * @param attempts    number of this try, from 1; distinguishes this claim from earlier ones
     * @param causationId the change that caused the action
     * @param hops        services passed through, this one too
     * @param unreached   the person to whom its message could not be delivered, so that it goes to the leaders; usually empty
     */
    public record Claimed(
            String id, String data, int attempts, UUID causationId, int hops, Optional<Missing> unreached) {}

    /**
     * A person who was not found.
     *
     * @param missing   the person
     * @param messageId the message that another person received instead
     */
    public record Unfound(Missing missing, UUID messageId) {}
}

package io.tidewatch.dispatch.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.NewMessage.Content;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.provider.FeedAppender;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The queue of waiting messages. A claim is one short transaction, the outcome another; no transaction is open between
 * them. When a process dies in between, the claim expires and the message is sent again with the same Message-ID. A claim
 * is renewed until its try ends, so that at most one try of a message is under way.
 */
@ApplicationScoped
public class DeliveryQueue {

    /** The type of change that reports the outcome of a message. */
    public static final String TYPE = "delivery";

    /** The same for a message of a drill, so that nobody counts it. */
    private static final String DRILL_TYPE = "drill-delivery";

    // A claim expires when it is not renewed: a replica that misses its heartbeats, or is stopping, may still be
    // sending.
    // The unfinished try is then recorded with an unknown outcome.
    // Messages to the CRM are sent in the order of each account.
    private static final String CLAIM = """
            with due as (
                select m.id, m.attempts, m.claimed_by from message m
                where m.state = 'WAITING' and m.channel = $2 and m.next_attempt_at <= clock_timestamp()
                  and not m.id = any ($5)
                  and (m.claimed_until is null or m.claimed_until <= clock_timestamp())
                  and (m.channel <> 'CRM' or not exists (
                          select from message e
                          where e.account_id = m.account_id and e.number < m.number
                            and e.channel = 'CRM' and e.state in ('HELD', 'WAITING')))
                order by m.next_attempt_at
                limit $3
                for update skip locked),
            unknown as (
                insert into delivery (message_id, attempt, outcome, detail)
                select id, attempts, 'RETRY',
                       'The process ended before the outcome was stored; the message may have been delivered.'
                from due where claimed_by is not null
                on conflict do nothing)
            update message m
            set attempts = m.attempts + 1, claimed_by = $1,
                claimed_until = clock_timestamp() + make_interval(secs => $4)
            from due where m.id = due.id
            returning m.id, m.attempts, m.channel, m.recipient, m.recipient_name, m.subject, m.text_body, m.html_body,
                      m.draft, m.message_id, (select a.traceparent from action a where a.id = m.action_id) as traceparent
            """;

    // One that expired may have another owner, and one of a withdrawn message is not needed any more.
    private static final String RENEW = """
            update message m set claimed_until = clock_timestamp() + make_interval(secs => $4)
            from unnest($2::uuid[], $3::integer[]) as u (id, attempts)
            where m.id = u.id and m.attempts = u.attempts and m.claimed_by = $1 and m.claimed_until > clock_timestamp()
              and m.state = 'WAITING'
            returning m.id
            """;

    private static final String SETTLE = """
            update message
            set state = case when state = 'WITHDRAWN' and $3 <> 'DELIVERED' then state else $3 end,
                delivered_at = case when $3 = 'DELIVERED' then business_now() end,
                next_attempt_at = clock_timestamp() + make_interval(secs => $4),
                claimed_by = null, claimed_until = null
            where id = $1 and attempts = $2 and state in ('WAITING', 'WITHDRAWN')
            returning state, action_id, account_id, run_id, drill_id, subject, replaced, recipient, causation_id, hops,
                      business_now() as at
            """;

    private static final String RECORD = "insert into delivery (message_id, attempt, at, outcome, detail)"
            + " values ($1, $2, $3, $4, $5) on conflict (message_id, attempt)"
            + " do update set at = excluded.at, outcome = excluded.outcome, detail = excluded.detail";

    private static final String GIVEN_UP = "select give_up_at <= clock_timestamp() as over from message where id = $1";

    private final Pool pool;
    private final RetryPolicy retries;
    private final Undeliverable undeliverable;
    private final ObjectMapper json;

    public DeliveryQueue(Pool pool, RetryPolicy retries, Undeliverable undeliverable, ObjectMapper json) {
        this.pool = pool;
        this.retries = retries;
        this.undeliverable = undeliverable;
        this.json = json;
    }

    /**
     * Claims messages that are due, for this replica alone until the claim expires.
     *
     * @param underWay messages that are left out: after an outage, their claims can have expired here, too
     */
    public Uni<List<OutgoingMessage>> claim(
            String instance, Channel channel, int limit, Duration claim, Set<UUID> underWay) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(
                        instance, channel.name(), limit, (double) claim.toSeconds(), underWay.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryQueue::outgoing)
                        .toList());
    }

    /** Renews claims of this replica; the answer are the ids of the messages whose claims still held. */
    Uni<Set<UUID>> renew(String instance, List<OutgoingMessage> messages, Duration claim) {
        return pool.preparedQuery(RENEW)
                .execute(Tuple.of(
                        instance,
                        messages.stream().map(OutgoingMessage::id).toArray(UUID[]::new),
                        messages.stream().map(OutgoingMessage::attempt).toArray(Integer[]::new),
                        (double) claim.toSeconds()))
                .map(rows -> {
                    Set<UUID> renewed = new HashSet<>();
                    rows.forEach(row -> renewed.add(row.getUUID("id")));
                    return renewed;
                });
    }

    /** Releases the claims of an earlier process of the same name. */
    public Uni<Void> release(String instance) {
        return pool.preparedQuery("update message set claimed_until = clock_timestamp()"
                        + " where claimed_by = $1 and state = 'WAITING'")
                .execute(Tuple.of(instance))
                .replaceWithVoid();
    }

    /**
     * Stores the outcome of a try. When the message is delivered or has failed, publishes that, and hands a failed one on.
     * Does nothing when the claim was lost in the meantime: its new owner stores the outcome of another try.
     */
    public Uni<Void> settle(OutgoingMessage message, DeliveryOutcome outcome) {
        return pool.withTransaction(
                tx -> tx.preparedQuery(GIVEN_UP).execute(Tuple.of(message.id())).flatMap(rows -> {
                    boolean over = rows.iterator().next().getBoolean("over");
                    return settle(tx, message, outcome, over);
                }));
    }

    private Uni<Void> settle(SqlConnection tx, OutgoingMessage message, DeliveryOutcome outcome, boolean over) {
        String wanted =
                switch (outcome) {
                    case DeliveryOutcome.Delivered d -> "DELIVERED";
                    case DeliveryOutcome.Rejected r -> "FAILED";
                    case DeliveryOutcome.Retry r -> over ? "FAILED" : "WAITING";
                };
        Duration pause = outcome instanceof DeliveryOutcome.Retry retry
                ? retries.pause(message.attempt(), retry.after())
                : Duration.ZERO;
        return tx.preparedQuery(SETTLE)
                .execute(Tuple.of(message.id(), message.attempt(), wanted, pause.toMillis() / 1000.0))
                .flatMap(rows -> {
                    if (rows.rowCount() == 0) {
                        return Uni.createFrom().voidItem();
                    }
                    Row row = rows.iterator().next();
                    String state = row.getString("state");
                    return record(tx, message, outcome, over, row.getOffsetDateTime("at"))
                            .flatMap(done -> state.equals("FAILED")
                                    ? undeliverable.failed(tx, message.id())
                                    : Uni.createFrom().voidItem())
                            .flatMap(done -> state.equals("DELIVERED") || state.equals("FAILED")
                                    ? FeedAppender.append(tx, change(message, state, row))
                                    : Uni.createFrom().voidItem());
                });
    }

    private static Uni<Void> record(
            SqlConnection tx, OutgoingMessage message, DeliveryOutcome outcome, boolean over, OffsetDateTime at) {
        String name =
                switch (outcome) {
                    case DeliveryOutcome.Delivered d -> "DELIVERED";
                    case DeliveryOutcome.Rejected r -> "REJECTED";
                    case DeliveryOutcome.Retry r -> "RETRY";
                };
        String detail = outcome instanceof DeliveryOutcome.Retry && over
                ? outcome.detail() + " This was the last attempt; the time for delivery has passed."
                : outcome.detail();
        return tx.preparedQuery(RECORD)
                .execute(Tuple.of(message.id(), message.attempt(), at, name, detail))
                .replaceWithVoid();
    }

    private Change change(OutgoingMessage message, String state, Row row) {
        Instant at = row.getOffsetDateTime("at").toInstant();
        UUID drillId = row.getUUID("drill_id");
        if (drillId != null) {
            ObjectNode data = json.createObjectNode()
                    .put("drillId", drillId.toString())
                    .put("actionId", row.getString("action_id"))
                    .put("subject", row.getString("subject"))
                    .put("insteadOf", row.getString("replaced"))
                    .put("outcome", state)
                    .put("at", at.toString());
            return Change.ofControl(DRILL_TYPE, message.id().toString(), 1, at, data)
                    .causedBy(row.getUUID("causation_id"), row.getShort("hops"))
                    .tracedBy(message.traceparent());
        }
        ObjectNode data = json.createObjectNode()
                .put("messageId", message.id().toString())
                .put("actionId", row.getString("action_id"))
                .put("runId", row.getUUID("run_id").toString())
                .put("accountId", row.getString("account_id"))
                .put("recipient", row.getString("recipient"))
                .put("outcome", state)
                .put("at", at.toString());
        return Change.ofAccount(row.getString("account_id"), TYPE, message.id().toString(), 1, at, data)
                .causedBy(row.getUUID("causation_id"), row.getShort("hops"))
                .tracedBy(message.traceparent());
    }

    private static OutgoingMessage outgoing(Row row) {
        return new OutgoingMessage(
                row.getUUID("id"),
                row.getInteger("attempts"),
                Channel.valueOf(row.getString("channel")),
                row.getString("recipient"),
                row.getString("recipient_name"),
                new Content(
                        row.getString("subject"),
                        row.getString("text_body"),
                        row.getString("html_body"),
                        row.getString("draft")),
                row.getString("message_id"),
                row.getString("traceparent"));
    }
}

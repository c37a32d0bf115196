package io.tidewatch.dispatch.message;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.DispatchConfig;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Writes messages, each once, and bounds how many of one account are queued within an hour. What exceeds the bound is
 * held, in its order, and queued as the hour passes.
 */
@ApplicationScoped
public class MessageStore {

    private static final Logger LOG = Logger.getLogger(MessageStore.class);

    // Replicas that write about one account at the same moment may exceed the bound by the messages of an action.
    private static final String INSERT = """
            insert into message (id, action_id, kind, step, channel, audience, recipient, recipient_name, replaced,
                                 account_id, run_id, subject, text_body, html_body, draft, message_id,
                                 causation_id, hops, give_up_at, drill_id, state, queued_at)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                   clock_timestamp() + make_interval(secs => $19), $21,
                   case when at_bound then 'HELD' else 'WAITING' end,
                   case when not at_bound then clock_timestamp() end
            from (select count(*) >= $20 or exists (select from message where account_id = $10 and state = 'HELD') as at_bound
                  from message
                  where account_id = $10 and queued_at > clock_timestamp() - interval '1 hour') bound
            on conflict (id) do nothing
            returning state
            """;

    // One replica at a time: two that count at once would both queue the same room.
    private static final String TURN = """
            select pg_try_advisory_xact_lock(hashtext('notification-dispatch held messages')) as mine
            from (select from message where state = 'HELD' limit 1) held
            """;

    private static final String QUEUE_HELD = """
            with account as (
                select h.account_id,
                       (select greatest($1 - count(*), 0) from message m
                        where m.account_id = h.account_id
                          and m.queued_at > clock_timestamp() - interval '1 hour') as room
                from (select distinct account_id from message where state = 'HELD') h),
            next as (
                select m.id from account a cross join lateral (
                    select id from message
                    where account_id = a.account_id and state = 'HELD'
                    order by number
                    limit a.room) m)
            update message m
            set state = 'WAITING', queued_at = clock_timestamp(), next_attempt_at = clock_timestamp(),
                give_up_at = clock_timestamp() + make_interval(secs => $2)
            from next where m.id = next.id and m.state = 'HELD'
            """;

    private static final String WITHDRAW =
            "update message set state = 'WITHDRAWN' where run_id = $1 and state in ('HELD', 'WAITING')";

    private final Pool pool;
    private final DispatchConfig config;
    private final Counter held;
    private final Counter withdrawn;

    public MessageStore(Pool pool, DispatchConfig config, MeterRegistry meters) {
        this.pool = pool;
        this.config = config;
        this.held = meters.counter("tidewatch.messages.held");
        this.withdrawn = meters.counter("tidewatch.messages.withdrawn");
    }

    /**
     * Writes messages about one account in the order given; those that exist are left as they are.
     *
     * @param tx the transaction of the caller
     */
    public Uni<Void> insert(SqlClient tx, List<NewMessage> messages) {
        if (messages.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(INSERT)
                .executeBatch(messages.stream().map(this::row).toList())
                .invoke(inserted -> reportHeld(messages.getFirst().action().accountId(), inserted))
                .replaceWithVoid();
    }

    /** Queues held messages where the hour has room again; does nothing while another replica does it. */
    public Uni<Void> queueHeld() {
        return pool.withTransaction(tx -> tx.query(TURN)
                .execute()
                .flatMap(rows -> rows.size() == 0 || !rows.iterator().next().getBoolean("mine")
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery(QUEUE_HELD)
                                .execute(Tuple.of(config.mostPerAccountAndHour(), (double)
                                        config.giveUpAfter().toSeconds()))
                                .replaceWithVoid()));
    }

    /**
     * Withdraws the messages of a run that were not sent. The outcome of a try that is under way still counts.
     *
     * @param tx the transaction of the caller
     */
    public Uni<Void> withdraw(SqlClient tx, UUID runId) {
        return tx.preparedQuery(WITHDRAW)
                .execute(Tuple.of(runId))
                .invoke(rows -> {
                    withdrawn.increment(rows.rowCount());
                    if (rows.rowCount() > 0) {
                        LOG.infof("Run %s was cancelled: %d unsent messages were withdrawn", runId, rows.rowCount());
                    }
                })
                .replaceWithVoid();
    }

    private void reportHeld(String accountId, RowSet<Row> inserted) {
        long count = 0;
        for (RowSet<Row> result = inserted; result != null; result = result.next()) {
            for (Row row : result) {
                count += row.getString("state").equals("HELD") ? 1 : 0;
            }
        }
        if (count > 0) {
            held.increment(count);
            LOG.warnf(
                    "Held %d messages about account %s: more than %d within an hour"
                            + " (tidewatch.dispatch.most-per-account-and-hour)",
                    count, accountId, config.mostPerAccountAndHour());
        }
    }

    private Tuple row(NewMessage message) {
        return Tuple.tuple()
                .addUUID(message.id())
                .addString(message.action().id())
                .addString(message.action().kind())
                .addString(message.action().step())
                .addString(message.channel().name())
                .addString(message.audience())
                .addString(message.recipient())
                .addString(message.recipientName())
                .addString(message.replaced())
                .addString(message.action().accountId())
                .addUUID(message.action().runId())
                .addString(message.content().subject())
                .addString(message.content().text())
                .addString(message.content().html())
                .addString(message.content().draft())
                .addString(message.messageId())
                .addUUID(message.action().causationId())
                .addShort((short) message.action().hops())
                .addDouble((double) config.giveUpAfter().toSeconds())
                .addInteger(config.mostPerAccountAndHour())
                .addUUID(message.action().drillId());
    }
}

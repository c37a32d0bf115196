package io.tidewatch.dispatch.message;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.DispatchConfig;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Writes messages, each once. */
@ApplicationScoped
public class MessageStore {

    private static final String INSERT = """
            insert into message (id, action_id, kind, step, channel, audience, recipient, recipient_name, replaced,
                                 account_id, run_id, subject, text_body, html_body, draft, message_id,
                                 causation_id, hops, state, give_up_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 'WAITING',
                    clock_timestamp() + make_interval(secs => $19))
            on conflict (id) do nothing
            """;

    private final DispatchConfig config;

    /** For the container. */
    public MessageStore(DispatchConfig config) {
        this.config = config;
    }

    /**
     * Writes messages in the order given; those that exist are left as they are.
     *
     * @param tx the transaction of the caller
     */
    public Uni<Void> insert(SqlClient tx, List<NewMessage> messages) {
        if (messages.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(INSERT)
                .executeBatch(messages.stream().map(this::row).toList())
                .replaceWithVoid();
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
                .addDouble((double) config.giveUpAfter().toSeconds());
    }
}

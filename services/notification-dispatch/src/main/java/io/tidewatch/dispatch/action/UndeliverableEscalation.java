package io.tidewatch.dispatch.action;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.delivery.Undeliverable;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Brings a message that could not be delivered to the leaders, by one more action. Messages to the leaders themselves, those that
 * do not ask for an action, and those of drills are only listed as failed.
 */
@ApplicationScoped
public class UndeliverableEscalation implements Undeliverable {

    // The id of the new action is derived from the failed message, so that there is only one.
    private static final String HAND_ON = """
            insert into action (id, account_id, run_id, kind, step, occurred_at, data, causation_id, hops, traceparent,
                                state, instead_of)
            select n.id, a.account_id, a.run_id, a.kind, a.step, a.occurred_at,
                   a.data || jsonb_build_object('id', n.id, 'audience', jsonb_build_array('CS_LEADERSHIP')),
                   a.causation_id, a.hops, a.traceparent, 'WAITING', m.id
            from message m
            join action a on a.id = m.action_id
            cross join lateral (select a.id || '/undelivered/' || m.id as id) n
            where m.id = $1 and m.channel = 'EMAIL' and m.kind in ('TASK', 'ALERT', 'ESCALATION')
              and m.audience <> 'CS_LEADERSHIP' and m.drill_id is null
            on conflict do nothing
            """;

    @Override
    public Uni<Void> failed(SqlClient tx, UUID messageId) {
        return tx.preparedQuery(HAND_ON).execute(Tuple.of(messageId)).replaceWithVoid();
    }
}

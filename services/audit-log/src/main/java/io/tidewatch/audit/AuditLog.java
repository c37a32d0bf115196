package io.tidewatch.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Writes the audit log of this service, in the transaction of the change: neither is stored without the other. Call it only where something
 * changed, so that a repeated request leaves one entry, and before anything is appended to the feed.
 */
@ApplicationScoped
public class AuditLog {

    private final Caller caller;

    AuditLog(Caller caller) {
        this.caller = caller;
    }

    /**
     * Writes an entry.
     *
     * @param tx a connection on which the transaction of the change is open
     */
    public Uni<Void> write(SqlClient tx, Act act) {
        return entry(act)
                .chain(entry ->
                        tx.preparedQuery("select audit_append($1::text::jsonb)").execute(Tuple.of(entry)))
                .replaceWithVoid();
    }

    /**
     * Writes an entry.
     *
     * @param session a session in which the transaction of the change is open
     */
    public Uni<Void> write(Mutiny.Session session, Act act) {
        return entry(act)
                .chain(entry -> session.createNativeQuery(
                                "select 1 from audit_append(cast(cast(:entry as text) as jsonb))", Integer.class)
                        .setParameter("entry", entry)
                        .getSingleResult())
                .replaceWithVoid();
    }

    /** What {@code audit_append} takes. */
    private Uni<String> entry(Act act) {
        return act.by() == null
                ? caller.current().map(actor -> entry(act, actor))
                : Uni.createFrom().item(entry(act, new Caller.Actor(act.by(), true)));
    }

    private static String entry(Act act, Caller.Actor actor) {
        ObjectNode entry = JsonNodeFactory.instance
                .objectNode()
                .put("actor", actor.name())
                .put("actorKind", actor.person() ? "PERSON" : "SYSTEM")
                .put("action", act.action().name())
                .put("kind", act.kind())
                .put("id", act.id())
                .put("accountId", act.accountId());
        entry.set("change", act.details());
        return entry.toString();
    }
}

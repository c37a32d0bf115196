package io.tidewatch.dispatch.action;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** The time from which on actions are sent. */
@ApplicationScoped
public class ActionStart {

    private final Pool pool;

    public ActionStart(Pool pool) {
        this.pool = pool;
    }

    /**
     * Moves the start back with the business time, so that actions of the present are not treated as history. A clock that
     * was set forward changes nothing.
     */
    public Uni<Void> followClock() {
        return pool.query(
                        "update action_start set actions_from = business_now() where actions_from > (select business_now())")
                .execute()
                .replaceWithVoid();
    }
}

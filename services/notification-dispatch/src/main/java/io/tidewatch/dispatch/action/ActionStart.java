package io.tidewatch.dispatch.action;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** From when on actions are acted on. */
@ApplicationScoped
public class ActionStart {

    private final Pool pool;

    /** For the container. */
    public ActionStart(Pool pool) {
        this.pool = pool;
    }

    /**
     * After business time was set back, what occurs now is not history: the start goes back with it. Setting it
     * forward changes nothing.
     */
    public Uni<Void> followClock() {
        return pool.query(
                        "update action_start set actions_from = business_now() where actions_from > (select business_now())")
                .execute()
                .replaceWithVoid();
    }
}

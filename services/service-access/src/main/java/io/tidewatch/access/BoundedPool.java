package io.tidewatch.access;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Bounds the queue for a database connection. Quarkus has no setting for it, and its default is unbounded: an overloaded
 * service would collect requests until its memory is exhausted, instead of answering 503. A place in the queue is given up
 * after the 30 seconds that the client waits by default.
 */
@Singleton
public class BoundedPool implements PgPoolCreator {

    private static final int MOST_WAITING = 1_000;

    @Override
    public Pool create(Input input) {
        return PgBuilder.pool()
                .with(input.poolOptions().setMaxWaitQueueSize(MOST_WAITING))
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}

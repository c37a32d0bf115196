package io.tidewatch.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Bounds every wait for the database, for which Quarkus has no settings: the length of the queue for a connection, the time
 * in it, the time to connect, and the silence of a connection.
 *
 * <p>A connection can be lost without notice (a failover, a firewall that forgot it, a frozen server). TCP reports that after
 * a quarter of an hour when a statement is under way, and the kernels of proxies and frozen servers go on confirming
 * what nobody reads. So the limit is here: a connection that is silent for {@link DatabaseConfig#answerLimit()} is closed, and
 * the statement on it fails. Unused connections are closed earlier, so that those lost while idle do not cost one
 * request each.
 */
@Singleton
public class BoundedPool implements PgPoolCreator {

    private static final int MOST_WAITING = 1_000;
    private static final int CONNECT_MILLIS = 5_000;

    private final DatabaseConfig config;
    private final LostAnswers lost;

    public BoundedPool(DatabaseConfig config, MeterRegistry meters) {
        this.config = config;
        this.lost = new LostAnswers(meters);
    }

    @Override
    public Pool create(Input input) {
        return create(input.vertx(), input.poolOptions(), input.pgConnectOptionsList(), config.answerLimit(), lost);
    }

    static Pool create(
            Vertx vertx, PoolOptions pool, List<PgConnectOptions> servers, Duration answerLimit, LostAnswers lost) {
        int limit = Math.toIntExact(answerLimit.toMillis());
        return PgBuilder.pool()
                .with(pool.setMaxWaitQueueSize(MOST_WAITING)
                        .setConnectionTimeout(limit)
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        // Before the limit of silence closes it, which might be while it is handed out.
                        .setIdleTimeout(limit / 3)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(servers.stream()
                        .<SqlConnectOptions>map(server -> bounded(server, limit))
                        .toList())
                .withConnectHandler(lost::watch)
                .using(vertx)
                .build();
    }

    private static PgConnectOptions bounded(PgConnectOptions server, int limitMillis) {
        PgConnectOptions bounded = new PgConnectOptions(server);
        // Counted from the last byte in either direction; the connection may be idle, open or wait for an answer.
        bounded.setIdleTimeout(limitMillis).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        bounded.setConnectTimeout(Math.min(CONNECT_MILLIS, limitMillis));
        bounded.setTcpKeepAlive(true);
        return bounded;
    }
}

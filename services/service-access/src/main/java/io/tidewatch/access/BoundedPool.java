package io.tidewatch.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.tidewatch.access.DatabaseConfig.Pooler;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
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
 *
 * <p>Behind a pooler in transaction mode, a statement is prepared and run in one message: the next message may reach
 * another connection of the server, which does not know the statement or, worse, knows another one by its name.
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
        return create(
                input.vertx(),
                input.poolOptions(),
                input.pgConnectOptionsList(),
                config.answerLimit(),
                config.pooler(),
                lost);
    }

    static Pool create(
            Vertx vertx,
            PoolOptions pool,
            List<PgConnectOptions> servers,
            Duration answerLimit,
            Pooler pooler,
            LostAnswers lost) {
        int limit = Math.toIntExact(answerLimit.toMillis());
        // Three tries fit into the time that a request waits for a connection.
        int tryLimit = servers.size() == 1 ? limit : limit / 3;
        List<PgConnectOptions> bounded = servers.stream()
                .map(server -> bounded(server, limit, tryLimit, pooler))
                .toList();
        return PgBuilder.pool()
                .with(pool.setMaxWaitQueueSize(MOST_WAITING)
                        .setConnectionTimeout(limit)
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        // Before the limit of silence closes it, which might be while it is handed out.
                        .setIdleTimeout(limit / 3)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(bounded.getFirst())
                .using(vertx)
                .build()
                .connectionProvider(new PrimaryConnections(vertx, bounded, tryLimit, lost));
    }

    private static PgConnectOptions bounded(PgConnectOptions server, int limitMillis, int tryMillis, Pooler pooler) {
        PgConnectOptions bounded = new PgConnectOptions(server);
        // Counted from the last byte in either direction; the connection may be idle, open or wait for an answer.
        bounded.setIdleTimeout(limitMillis).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        bounded.setConnectTimeout(Math.min(CONNECT_MILLIS, tryMillis));
        bounded.setTcpKeepAlive(true);
        if (bounded.getTrustOptions() != null) {
            bounded.setTrustOptions(new CertificateCheck(bounded.getTrustOptions()));
        }
        if (pooler == Pooler.TRANSACTION) {
            bounded.setCachePreparedStatements(false);
            bounded.setUseLayer7Proxy(true);
        }
        return bounded;
    }
}

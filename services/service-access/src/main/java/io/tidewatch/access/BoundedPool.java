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
import java.util.stream.Stream;

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

    static final int MOST_WAITING = 1_000;

    private static final int CONNECT_MILLIS = 5_000;

    private final DatabaseConfig config;
    private final LostAnswers lost;
    private volatile Pool reports;

    public BoundedPool(DatabaseConfig config, MeterRegistry meters) {
        this.config = config;
        this.lost = new LostAnswers(meters);
    }

    @Override
    public Pool create(Input input) {
        List<PgConnectOptions> servers = input.pgConnectOptionsList();
        Pool primary = create(input, new PoolOptions(input.poolOptions()), servers, false);
        reports = config.readServers()
                .map(standbys -> create(
                        input,
                        // Pools of the same name would share their meters.
                        new PoolOptions(input.poolOptions()).setName("reports"),
                        standbysFirst(standbys, servers),
                        true))
                .orElse(primary);
        return primary;
    }

    /** The pool that reports are read from: that of the primary unless there are standbys. Null before {@link #create}. */
    Pool reports() {
        return reports;
    }

    private Pool create(Input input, PoolOptions pool, List<PgConnectOptions> servers, boolean standbyWillDo) {
        return create(input.vertx(), pool, servers, config.answerLimit(), config.pooler(), lost, standbyWillDo);
    }

    /** The standbys, and after them the servers of the primary. */
    static List<PgConnectOptions> standbysFirst(List<String> standbys, List<PgConnectOptions> servers) {
        return Stream.concat(
                        standbys.stream().map(standby -> {
                            int colon = standby.lastIndexOf(':');
                            return new PgConnectOptions(servers.getFirst())
                                    .setHost(standby.substring(0, colon))
                                    .setPort(Integer.parseInt(standby.substring(colon + 1)));
                        }),
                        servers.stream())
                .toList();
    }

    /** A pool of connections to the primary. */
    static Pool create(
            Vertx vertx,
            PoolOptions pool,
            List<PgConnectOptions> servers,
            Duration answerLimit,
            Pooler pooler,
            LostAnswers lost) {
        return create(vertx, pool, servers, answerLimit, pooler, lost, false);
    }

    /** A pool of connections to the primary, or to the first server that answers. */
    static Pool create(
            Vertx vertx,
            PoolOptions pool,
            List<PgConnectOptions> servers,
            Duration answerLimit,
            Pooler pooler,
            LostAnswers lost,
            boolean standbyWillDo) {
        int limit = Math.toIntExact(answerLimit.toMillis());
        // All tries fit into the time that a request waits for a connection, and three at the least.
        int tryLimit = servers.size() == 1 ? limit : limit / Math.max(3, servers.size());
        List<PgConnectOptions> bounded = servers.stream()
                .map(server -> bounded(server, limit, tryLimit, pooler))
                .toList();
        if (standbyWillDo) {
            // The next connection leads to the standby if it is back.
            pool.setMaxLifetime(limit).setMaxLifetimeUnit(TimeUnit.MILLISECONDS);
        }
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
                .connectionProvider(new ServerConnections(vertx, bounded, tryLimit, lost, standbyWillDo));
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

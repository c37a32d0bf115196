package io.tidewatch.feed;

import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema of its own in a real PostgreSQL that all tests of this module share, with the role of a service. */
public final class TestDatabase implements AutoCloseable {

    /** Longest time a test waits for an answer. */
    public static final Duration SOON = Duration.ofSeconds(60);

    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static EmbeddedPostgres server;

    private final Vertx vertx = Vertx.vertx();
    private final List<Pool> pools = new ArrayList<>();
    private final Pool questions;
    private final String schema = "feed_" + SCHEMAS.incrementAndGet();

    public TestDatabase() {
        try (Connection admin = startServer().getPostgresDatabase().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute("create schema " + schema + " authorization service");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        execute(migration());
        questions = pool("test");
    }

    private static synchronized EmbeddedPostgres startServer() {
        if (server == null) {
            try {
                server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
                try (Connection admin = server.getPostgresDatabase().getConnection();
                        Statement statement = admin.createStatement()) {
                    statement.execute("create role service login");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        return server;
    }

    private static String migration() {
        try (InputStream file = TestDatabase.class.getResourceAsStream("/db/feed/V0001__change_feed.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    public int port() {
        return server.getPort();
    }

    /** Connections of a replica: its id is their application_name, as in a service. */
    public Pool pool(String instance) {
        return pool(instance, port());
    }

    /** As {@link #pool(String)}, through a proxy. */
    public Pool pool(String instance, int port) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost("localhost")
                .setPort(port)
                .setDatabase("postgres")
                .setUser("service")
                .addProperty("search_path", schema)
                .addProperty("application_name", instance)
                .addProperty("idle_in_transaction_session_timeout", "10s")
                .addProperty("lock_timeout", "5s")
                .addProperty("statement_timeout", "30s")
                .setCachePreparedStatements(true);
        Pool pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(20))
                .connectingTo(options)
                .using(vertx)
                .build();
        pools.add(pool);
        return pool;
    }

    /** A plain JDBC connection, for what has to be held open from outside. */
    public Connection connect(String instance) {
        try {
            return DriverManager.getConnection("jdbc:postgresql://localhost:" + port()
                    + "/postgres?user=service&currentSchema=" + schema + "&ApplicationName=" + instance);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (Connection connection = connect("test");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public RowSet<Row> query(String sql) {
        return questions.query(sql).execute().await().atMost(SOON);
    }

    public long number(String sql) {
        return query(sql).iterator().next().getLong(0);
    }

    @Override
    public void close() {
        pools.forEach(pool -> pool.close().await().atMost(SOON));
        vertx.close().await().atMost(SOON);
    }
}

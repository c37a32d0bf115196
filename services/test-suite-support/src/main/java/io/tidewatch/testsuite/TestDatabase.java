package io.tidewatch.testsuite;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import io.tidewatch.suite.postgres.ServiceSchema;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A database in a real PostgreSQL, with the four services' schemas and users. The server is started on first need, once
 * per Java process, and is gone with it.
 */
public final class TestDatabase {

    private static final String PASSWORD = "postgres";

    /** Quarkus loads test classes several times, system properties exist once. */
    private static final String PORT_PROPERTY = "tidewatch.test.postgresql.port";

    /** Connections of single statements. Tests ask again and again, and to connect takes much longer than a question. */
    private static final Map<String, Deque<Connection>> FREE = new ConcurrentHashMap<>();

    private final int port;
    private final String name;

    private TestDatabase(int port, String name) {
        this.port = port;
        this.name = name;
    }

    /** The database `tidewatch` that all tests of this process share. */
    public static TestDatabase shared() {
        return named(TidewatchDatabase.NAME);
    }

    /**
     * A database of that name; it is created, with empty schemas, when it does not exist.
     *
     * @param name lower-case letters, digits and underscores
     */
    public static TestDatabase named(String name) {
        synchronized (System.getProperties()) {
            if (System.getProperty(PORT_PROPERTY) == null) {
                System.setProperty(PORT_PROPERTY, Integer.toString(startServer()));
            }
            int port = Integer.getInteger(PORT_PROPERTY);
            try {
                TidewatchDatabase.createIn(administratorOf(port), name);
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot create the database " + name, e);
            }
            return new TestDatabase(port, name);
        }
    }

    /** The address for JDBC. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** The address for the reactive client. */
    public String reactiveUrl() {
        return "postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** The port of the server on loopback. */
    public int port() {
        return port;
    }

    /**
     * The `quarkus.datasource.*` settings of the service that owns the schema.
     *
     * @param schema `ingestion`, `rules`, `dispatch` or `reporting`
     * @throws IllegalArgumentException when there is no such schema
     */
    public Map<String, String> settings(String schema) {
        String user = ServiceSchema.named(schema).schemaName();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.datasource.jdbc.url", jdbcUrl());
        settings.put("quarkus.datasource.reactive.url", reactiveUrl());
        settings.put("quarkus.datasource.username", user);
        settings.put("quarkus.datasource.password", user);
        return settings;
    }

    /**
     * A connection as the user who owns the schema. It may hold a lock for as long as a slow machine takes to do what is to be
     * seen meanwhile: the server does not end it for being idle in a transaction, as it ends the connections of services.
     *
     * @throws SQLException when the server refuses
     */
    public Connection connect(String schema) throws SQLException {
        String user = ServiceSchema.named(schema).schemaName();
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", user);
        // Tests change tables: a plan that was kept would not fit any more.
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("options", "-c idle_in_transaction_session_timeout=0");
        return DriverManager.getConnection(jdbcUrl(), properties);
    }

    /**
     * A connection as administrator, for instance to end others' connections.
     *
     * @throws SQLException when the server refuses
     */
    public Connection administer() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), PostgresServer.ADMINISTRATOR, PASSWORD);
    }

    /** Runs a statement as the user who owns the schema. */
    public void execute(String schema, String sql, Object... parameters) {
        run(schema, sql, parameters, statement -> statement.execute());
    }

    /** The number in the first row and column of a query; the query must have a row. */
    public long number(String schema, String sql, Object... parameters) {
        return run(schema, sql, parameters, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** The first column of a query. */
    public List<String> texts(String schema, String sql, Object... parameters) {
        return run(schema, sql, parameters, statement -> {
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        });
    }

    private <T> T run(String schema, String sql, Object[] parameters, Question<T> question) {
        Deque<Connection> free = FREE.computeIfAbsent(name + "/" + schema, key -> new ConcurrentLinkedDeque<>());
        try {
            Connection connection = free(free, schema);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                T answer = question.ask(statement);
                free.push(connection);
                return answer;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that was used before, as if it were new, or a new one. */
    private Connection free(Deque<Connection> free, String schema) throws SQLException {
        for (Connection known = free.poll(); known != null; known = free.poll()) {
            try (Statement statement = known.createStatement()) {
                statement.execute("discard all");
                return known;
            } catch (SQLException ended) {
                // A test ends connections and restarts servers.
                known.close();
            }
        }
        return connect(schema);
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(PreparedStatement statement) throws SQLException;
    }

    private static TidewatchDatabase.Administrator administratorOf(int port) {
        return database -> DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, PostgresServer.ADMINISTRATOR, PASSWORD);
    }

    private static int startServer() {
        try {
            Path folder = Files.createTempDirectory("tidewatch-postgresql");
            PostgresServer server = PostgresServer.start(new PostgresServer.Plan(
                    PostgresBinaries.unpackedIn(Checkout.current().local()),
                    folder.resolve("data"),
                    FreePort.find(),
                    PASSWORD,
                    folder.resolve("postgresql.log"),
                    Durability.FORGETFUL));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                TemporaryFolder.delete(folder);
            }));
            return server.port();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a PostgreSQL for tests", e);
        }
    }
}

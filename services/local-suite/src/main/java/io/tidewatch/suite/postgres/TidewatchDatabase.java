package io.tidewatch.suite.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;

/** Creates a database with the four services' schemas and users, as whoever runs Tidewatch in production would. */
public final class TidewatchDatabase {

    /** The database that the services share. */
    public static final String NAME = "tidewatch";

    private TidewatchDatabase() {}

    /** Connects to a database of the server as its administrator. */
    @FunctionalInterface
    public interface Administrator {

        /**
         * Connects.
         *
         * @throws SQLException when the server refuses
         */
        Connection connect(String database) throws SQLException;
    }

    /**
     * Creates the database, the schemas and the users that are missing. A user's password is its name, which only a
     * server on loopback may have.
     *
     * @param name of the database: lower-case letters, digits and underscores
     * @throws SQLException when the server refuses
     */
    public static void createIn(Administrator server, String name) throws SQLException {
        createIn(server, name, user -> user);
    }

    /**
     * The same with passwords that the caller chooses.
     *
     * @param passwordOf gives the password of a user; it has no quotes
     * @throws SQLException when the server refuses
     */
    public static void createIn(Administrator server, String name, UnaryOperator<String> passwordOf)
            throws SQLException {
        try (Connection connection = server.connect(PostgresServer.ADMINISTRATOR);
                Statement statement = connection.createStatement()) {
            for (ServiceSchema schema : ServiceSchema.values()) {
                createUser(statement, schema.schemaName(), passwordOf.apply(schema.schemaName()));
            }
            if (!exists(statement, "select 1 from pg_database where datname = '" + name + "'")) {
                statement.execute("create database " + name);
            }
        }
        try (Connection connection = server.connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute("revoke create on schema public from public");
            for (ServiceSchema schema : ServiceSchema.values()) {
                String user = schema.schemaName();
                statement.execute("create schema if not exists " + user + " authorization " + user);
            }
        }
    }

    private static void createUser(Statement statement, String user, String password) throws SQLException {
        if (!exists(statement, "select 1 from pg_roles where rolname = '" + user + "'")) {
            statement.execute("create role " + user + " login password '" + password + "'");
        }
        // Limits that end what hangs: a frozen owner's transaction, a wait for a lock, a runaway query.
        for (String setting : List.of(
                "search_path = " + user,
                "idle_in_transaction_session_timeout = '10s'",
                "lock_timeout = '5s'",
                "statement_timeout = '30s'")) {
            statement.execute("alter role " + user + " set " + setting);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }
}

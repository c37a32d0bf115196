package io.tidewatch.benchmarks.imports;

import io.tidewatch.suite.postgres.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * What the same server needs for the same file at least: COPY over JDBC into a plain table of texts whose first column is
 * the primary key, with the server's durable settings.
 */
public final class CopyYardstick {

    private static final String DATABASE = "yardstick";

    private final PostgresServer server;

    /** Measures on that server, in a database of its own. */
    public CopyYardstick(PostgresServer server) throws SQLException {
        this.server = server;
        try (Connection connection = server.administer(PostgresServer.ADMINISTRATOR);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + DATABASE);
        }
    }

    /** Copies a CSV file with a header; gives the rows per second. */
    public double rowsPerSecond(Path file) throws SQLException, IOException {
        try (Connection connection = server.administer(DATABASE);
                Statement statement = connection.createStatement();
                Reader csv = Files.newBufferedReader(file)) {
            statement.execute("create table copied (" + columns(file) + ")");
            long started = System.nanoTime();
            long rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy copied from stdin with (format csv, header)", csv, 1 << 16);
            double seconds = (System.nanoTime() - started) / 1e9;
            statement.execute("drop table copied");
            return rows / seconds;
        }
    }

    /** Deletes the database and writes out what is pending, so that nobody pays for it later. */
    public void drop() throws SQLException {
        try (Connection connection = server.administer(PostgresServer.ADMINISTRATOR);
                Statement statement = connection.createStatement()) {
            statement.execute("drop database " + DATABASE);
            statement.execute("checkpoint");
        }
    }

    private static String columns(Path file) throws IOException {
        try (BufferedReader csv = Files.newBufferedReader(file)) {
            return Arrays.stream(csv.readLine().split(","))
                    .map(column -> '"' + column + "\" text")
                    .collect(Collectors.joining(", "))
                    .replaceFirst(" text", " text primary key");
        }
    }
}

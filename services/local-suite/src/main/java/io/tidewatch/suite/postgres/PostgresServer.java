package io.tidewatch.suite.postgres;

import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.ChildProcess.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server of its own, listening on loopback only. */
public final class PostgresServer implements AutoCloseable {

    /** The administrator inside the server. */
    public static final String ADMINISTRATOR = "postgres";

    /** How often a password is hashed. Tests log in so often that the usual 4,096 rounds take much of their time. */
    private static final String HASH_ROUNDS = "scram_iterations";

    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final ChildProcess process;
    private final int port;
    private final String password;

    private PostgresServer(ChildProcess process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /**
     * How to start it.
     *
     * @param binaries the programs
     * @param data the folder of the data; created when it does not exist, kept otherwise
     * @param port the port on loopback
     * @param password of {@link #ADMINISTRATOR}, set when the data are created
     * @param log takes the server's messages
     * @param durability whether a crash of the machine may lose data
     * @param settings further settings of PostgreSQL by name, such as {@code ssl}
     */
    public record Plan(
            PostgresBinaries binaries,
            Path data,
            int port,
            String password,
            Path log,
            Durability durability,
            Map<String, String> settings) {

        /** A plan without further settings. */
        public Plan(PostgresBinaries binaries, Path data, int port, String password, Path log, Durability durability) {
            this(binaries, data, port, password, log, durability, Map.of());
        }
    }

    /** What a commit promises. */
    public enum Durability {
        /** Committed is on disk. */
        DURABLE,
        /** For tests, which throw the data away. */
        FORGETFUL
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws IllegalStateException with its last messages when it does not within a minute
     */
    public static PostgresServer start(Plan plan) {
        if (!Files.exists(plan.data().resolve("PG_VERSION"))) {
            create(plan);
        }
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            ChildProcess process = ChildProcess.start(new ChildProcess.Plan(
                    "PostgreSQL", command(plan), Map.of(), plan.data(), plan.log(), Signal.INT, Signal.INT, true));
            PostgresServer server = new PostgresServer(process, plan.port(), plan.password());
            try {
                server.awaitAnswer(deadline);
                return server;
            } catch (RuntimeException e) {
                server.close();
                // The processes of a server that was killed end a moment after it.
                if (!process.lastLines(20).contains("is still in use") || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    /** The port on loopback. */
    public int port() {
        return port;
    }

    /** The address for JDBC. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The address for the reactive client. */
    public String reactiveUrl(String database) {
        return "postgresql://127.0.0.1:" + port + "/" + database;
    }

    /**
     * A connection as administrator.
     *
     * @throws SQLException when the server does not answer
     */
    public Connection administer(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), ADMINISTRATOR, password);
    }

    /** The server's process. */
    public ChildProcess process() {
        return process;
    }

    /** Ends the server in good order. */
    @Override
    public void close() {
        process.stop(Duration.ofSeconds(20));
    }

    private static void create(Plan plan) {
        try {
            Files.createDirectories(plan.data().toAbsolutePath().getParent());
            Path passwordFile = Files.createTempFile("tidewatch", ".pw");
            try {
                Files.writeString(passwordFile, plan.password());
                List<String> command = new ArrayList<>(List.of(
                        plan.binaries().program("initdb"),
                        "--pgdata=" + plan.data(),
                        "--username=" + ADMINISTRATOR,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C"));
                if (plan.durability() == Durability.FORGETFUL) {
                    command.addAll(List.of("--no-sync", "--set=" + HASH_ROUNDS + "=1"));
                }
                runToEnd(command, plan);
            } finally {
                Files.delete(passwordFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the data of PostgreSQL in " + plan.data(), e);
        }
    }

    private static void runToEnd(List<String> command, Plan plan) {
        ChildProcess initdb = ChildProcess.start(new ChildProcess.Plan(
                "initdb",
                command,
                Map.of(),
                plan.data().toAbsolutePath().getParent(),
                plan.log(),
                Signal.TERM,
                Signal.KILL,
                true));
        if (!initdb.awaitEnd(Duration.ofMinutes(1)) || initdb.exitCode() != 0) {
            initdb.kill();
            String said = initdb.lastLines(20);
            throw new IllegalStateException("PostgreSQL's initdb failed:\n" + said
                    + (said.contains("unshare:")
                            ? "\nPostgreSQL does not run as root, and root cannot create a user namespace here "
                                    + "to drop its rights: start the suite as an ordinary user."
                            : ""));
        }
    }

    private static List<String> command(Plan plan) {
        boolean durable = plan.durability() == Durability.DURABLE;
        String onlyWhenDurable = durable ? "on" : "off";
        List<String> command = new ArrayList<>(
                List.of(plan.binaries().program("postgres"), "-D", plan.data().toString()));
        Map<String, String> settings = new java.util.LinkedHashMap<>();
        settings.put("port", Integer.toString(plan.port()));
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", "200");
        settings.put("shared_buffers", "64MB");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("fsync", onlyWhenDurable);
        settings.put("synchronous_commit", onlyWhenDurable);
        settings.put("full_page_writes", onlyWhenDurable);
        if (!durable) {
            settings.put(HASH_ROUNDS, "1");
        }
        settings.putAll(plan.settings());
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private void awaitAnswer(long deadline) {
        while (true) {
            try (Connection connection = administer(ADMINISTRATOR)) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "PostgreSQL does not answer (" + e.getMessage() + "):\n" + process.lastLines(20), e);
                }
            }
            process.awaitEnd(Duration.ofMillis(50));
        }
    }
}

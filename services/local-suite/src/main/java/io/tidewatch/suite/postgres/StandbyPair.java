package io.tidewatch.suite.postgres;

import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import io.tidewatch.suite.tls.PrivateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A PostgreSQL with a synchronous standby: what the primary commits, the standby has on disk. */
public final class StandbyPair implements AutoCloseable {

    private static final String STANDBY = "standby";

    private final PostgresServer primary;
    private final PostgresServer standby;

    /**
     * What to start.
     *
     * @param binaries the programs
     * @param folder takes the data, which must not exist yet
     * @param logs takes the messages of both
     * @param password of the administrator
     * @param passwordOf gives the password of a service's user
     * @param tls if present, both servers accept no connection without TLS
     * @param standbyPort where the standby listens; the primary finds a port for itself
     */
    public record Plan(
            PostgresBinaries binaries,
            Path folder,
            Path logs,
            String password,
            UnaryOperator<String> passwordOf,
            Optional<PrivateAuthority> tls,
            int standbyPort) {

        private PostgresServer.Plan server(String name, int port) {
            Map<String, String> settings = tls.map(files -> Map.of(
                            "ssl", "on",
                            "ssl_cert_file", files.certificate().toString(),
                            "ssl_key_file", files.key().toString()))
                    .orElse(Map.of());
            return new PostgresServer.Plan(
                    binaries,
                    folder.resolve(name),
                    port,
                    password,
                    logs.resolve("postgresql-" + name + ".log"),
                    Durability.DURABLE,
                    settings);
        }
    }

    private StandbyPair(PostgresServer primary, PostgresServer standby) {
        this.primary = primary;
        this.standby = standby;
    }

    /**
     * Starts both, with the empty schemas of the services.
     *
     * @throws IllegalStateException when one of them does not answer
     * @throws SQLException when the schemas cannot be created
     * @throws UncheckedIOException when the disk is full
     */
    public static StandbyPair start(Plan plan) throws SQLException {
        PostgresServer.Plan first = plan.server("primary", FreePort.find());
        PostgresServer.Plan second = plan.server(STANDBY, plan.standbyPort());
        try (PostgresServer created = PostgresServer.start(first)) {
            TidewatchDatabase.createIn(created::administer, TidewatchDatabase.NAME, plan.passwordOf());
        }
        try {
            if (plan.tls().isPresent()) {
                Files.writeString(first.data().resolve("pg_hba.conf"), """
                        hostssl all all 127.0.0.1/32 scram-sha-256
                        hostssl replication all 127.0.0.1/32 scram-sha-256
                        """);
            }
            copy(first.data(), second.data());
            set(first, "synchronous_standby_names = '" + STANDBY + "'");
            set(second, "primary_conninfo = '" + addressOf(first, plan) + "'");
            Files.createFile(second.data().resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy the data of the primary", e);
        }
        PostgresServer primary = PostgresServer.start(first);
        try {
            return new StandbyPair(primary, PostgresServer.start(second));
        } catch (RuntimeException e) {
            primary.close();
            throw e;
        }
    }

    /** The settings of a service that uses whichever is the primary. */
    public Map<String, String> settings() {
        return Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + primary.port() + ",127.0.0.1:" + standby.port() + "/"
                        + TidewatchDatabase.NAME,
                "quarkus.datasource.reactive.url",
                primary.reactiveUrl(TidewatchDatabase.NAME) + "," + standby.reactiveUrl(TidewatchDatabase.NAME));
    }

    /** Freezes the primary: its connections stay open, its kernel accepts new ones, and nothing answers. */
    public void freezePrimary() throws IOException, InterruptedException {
        for (ProcessHandle process : processesOfPrimary()) {
            new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Ends all processes of the primary at once, as the loss of its machine would. */
    public void killPrimary() {
        processesOfPrimary().forEach(ProcessHandle::destroyForcibly);
        primary.process().awaitEnd(Duration.ofSeconds(10));
    }

    /**
     * Makes the standby the primary; returns when it accepts writes.
     *
     * @throws SQLException when the standby does not answer, or has been promoted before
     */
    public void promote() throws SQLException {
        try (Connection connection = standby.administer(PostgresServer.ADMINISTRATOR);
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_promote()");
        }
    }

    /** The server that was the primary at the start. */
    public PostgresServer primary() {
        return primary;
    }

    /** The server that was the standby at the start. */
    public PostgresServer standby() {
        return standby;
    }

    @Override
    public void close() {
        killPrimary();
        standby.close();
    }

    /** Frozen ones do not notice that their parent ends. */
    private List<ProcessHandle> processesOfPrimary() {
        return ProcessHandle.of(primary.process().pid()).stream()
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        FolderTree.copy(from, to);
        try (Stream<Path> folders = Files.find(to, 9, (path, attributes) -> attributes.isDirectory())) {
            for (Path each : folders.toList()) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    private static String addressOf(PostgresServer.Plan server, Plan plan) {
        String verified = plan.tls()
                .map(files -> " sslmode=verify-full sslrootcert=" + files.authority())
                .orElse("");
        return "host=127.0.0.1 port=" + server.port() + " user=" + PostgresServer.ADMINISTRATOR + " password="
                + plan.password() + " application_name=" + STANDBY + verified;
    }

    private static void set(PostgresServer.Plan plan, String setting) throws IOException {
        Files.writeString(plan.data().resolve("postgresql.auto.conf"), setting + "\n", StandardOpenOption.APPEND);
    }
}

package io.tidewatch.system;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL with a synchronous standby: what the primary commits, the standby has on disk. */
final class StandbyPair implements AutoCloseable {

    private static final String PASSWORD = "postgres";

    private final PostgresServer primary;
    private final PostgresServer standby;

    /** Starts both, with the empty schemas of the services. */
    StandbyPair(Path folder) throws IOException, SQLException {
        PostgresServer.Plan first = plan(folder, "primary");
        PostgresServer.Plan second = plan(folder, "standby");
        try (PostgresServer created = PostgresServer.start(first)) {
            TidewatchDatabase.createIn(created::administer, TidewatchDatabase.NAME);
        }
        FolderTree.copy(first.data(), second.data());
        try (Stream<Path> folders = Files.find(second.data(), 9, (path, attributes) -> attributes.isDirectory())) {
            for (Path each : folders.toList()) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
            }
        }
        set(first, "synchronous_standby_names = 'standby'");
        set(
                second,
                "primary_conninfo = 'host=127.0.0.1 port=" + first.port() + " user=" + PostgresServer.ADMINISTRATOR
                        + " password=" + PASSWORD + " application_name=standby'");
        Files.createFile(second.data().resolve("standby.signal"));
        primary = PostgresServer.start(first);
        standby = PostgresServer.start(second);
    }

    /** The settings of a service that uses whichever is the primary. */
    Map<String, String> settings() {
        return Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + primary.port() + ",127.0.0.1:" + standby.port() + "/"
                        + TidewatchDatabase.NAME,
                "quarkus.datasource.reactive.url",
                primary.reactiveUrl(TidewatchDatabase.NAME) + "," + standby.reactiveUrl(TidewatchDatabase.NAME));
    }

    /** Freezes the primary: its connections stay open, its kernel accepts new ones, and nothing answers. */
    void freezePrimary() throws IOException, InterruptedException {
        for (ProcessHandle process : processesOfPrimary()) {
            new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Makes the standby the primary. */
    void promote() throws SQLException {
        try (Connection connection = standby.administer("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_promote()");
        }
    }

    /** The server that was promoted. */
    PostgresServer promoted() {
        return standby;
    }

    @Override
    public void close() {
        processesOfPrimary().forEach(ProcessHandle::destroyForcibly);
        standby.close();
    }

    /** Frozen ones do not notice that their parent ends. */
    private List<ProcessHandle> processesOfPrimary() {
        ProcessHandle server = ProcessHandle.of(primary.process().pid()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }

    private static PostgresServer.Plan plan(Path folder, String name) {
        return new PostgresServer.Plan(
                PostgresBinaries.unpackedIn(Checkout.current().local()),
                folder.resolve(name),
                FreePort.find(),
                PASSWORD,
                folder.resolve(name + ".log"),
                Durability.DURABLE);
    }

    private static void set(PostgresServer.Plan plan, String setting) throws IOException {
        Files.writeString(plan.data().resolve("postgresql.auto.conf"), setting + "\n", StandardOpenOption.APPEND);
    }
}

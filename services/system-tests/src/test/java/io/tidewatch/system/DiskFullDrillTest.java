package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The disk of the database fills while accounts are written and imported, and has room again later. It needs the right to mount. */
@Order(8)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class DiskFullDrillTest {

    private static final int IMPORTED = 20_000;
    private static final int MEGABYTE = 1024 * 1024;

    private final Path folder = World.folder();
    private final Path disk = folder.resolve("disk");
    private final List<String> acknowledged = new ArrayList<>();
    private int written;

    @BeforeEach
    void mount() throws Exception {
        Files.createDirectories(disk);
        assumeTrue(
                ended("mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", disk.toString()),
                "a small file system cannot be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        // Lazily, because the server may still close its files.
        ended("umount", "-l", disk.toString());
    }

    @Test
    void requestsGet503NothingIsLostAndTheServiceGoesOnWhenThereIsRoom() throws Exception {
        SuiteSettings settings = SuiteSettings.apart(Checkout.current(), folder, false);
        try (PostgresServer server = IngestionAlone.server(folder);
                IngestionAlone ingestion = new IngestionAlone(settings, onSmallDisk(server), 1)) {
            World.eventually(() -> assertThat(write(ingestion)).isEqualTo(201));
            Path ballast = fill();
            try {
                World.eventually(() -> assertThat(write(ingestion)).isEqualTo(503));
                Api.Answer refused = ingestion
                        .api(0)
                        .put("/v1/accounts/refused", "{\"name\": \"Refused\"}", "If-None-Match", "*")
                        .expect(503);
                assertThat(refused.header("retry-after")).isNotNull();
                assertThat(refused.json().get("type").asText()).isEqualTo("/problems/unavailable");
                assertThat(ingestion.isReady(0)).as("reading goes on").isTrue();
                for (int i = 0; i < 50; i++) {
                    write(ingestion);
                }
            } finally {
                Files.delete(ballast);
            }
            World.eventually(() -> assertThat(write(ingestion)).isEqualTo(201));

            String second = importThatMeetsAFullDisk(ingestion);
            World.eventually(() -> assertThat(ingestion.stateOf(second)).isEqualTo("DONE"));

            TreeSet<String> stored = accounts(server);
            assertThat(stored).containsAll(acknowledged);
            assertThat(stored.stream().filter(id -> id.startsWith("imported-"))).hasSize(IMPORTED);
            List<String> log =
                    Files.readAllLines(ingestion.replicas().getFirst().process().log());
            assertThat(log).noneMatch(line -> line.startsWith("\tat "));
            assertThat(log.stream().filter(line -> line.contains("53100") && line.contains("Request to")))
                    .as("lines about more than fifty requests")
                    .hasSizeBetween(1, 10);
        }
    }

    /** Gives an import of which some batches are stored and others find no room. */
    private String importThatMeetsAFullDisk(IngestionAlone ingestion) throws Exception {
        String job = ingestion.importAccounts(0, "imported-", IMPORTED);
        Path ballast = fill();
        try {
            World.eventually(() -> assertThat(Files.readString(
                            ingestion.replicas().getFirst().process().log()))
                    .contains(job + " was interrupted"));
        } finally {
            Files.delete(ballast);
        }
        return job;
    }

    private int write(IngestionAlone ingestion) {
        String id = "written-" + written++;
        int status = ingestion.create(0, id);
        if (status == 201) {
            acknowledged.add(id);
        }
        return status;
    }

    /** Takes all the room that is left. */
    private Path fill() throws IOException {
        Path ballast = disk.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[MEGABYTE / 256];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
        return ballast;
    }

    /** The database of the services in a tablespace of its own: its log, without which a server stops, has room elsewhere. */
    private Map<String, String> onSmallDisk(PostgresServer server) throws SQLException, IOException {
        Path place = Files.createDirectory(disk.resolve("tablespace"));
        try (Connection connection = server.administer("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create tablespace small location '" + place + "'");
            statement.execute("create database " + TidewatchDatabase.NAME + " tablespace small");
        }
        TidewatchDatabase.createIn(server::administer, TidewatchDatabase.NAME);
        return Map.of(
                "quarkus.datasource.jdbc.url", server.jdbcUrl(TidewatchDatabase.NAME),
                "quarkus.datasource.reactive.url", server.reactiveUrl(TidewatchDatabase.NAME));
    }

    private static TreeSet<String> accounts(PostgresServer server) throws SQLException {
        try (Connection connection = server.administer(TidewatchDatabase.NAME);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select external_id from ingestion.account")) {
            TreeSet<String> ids = new TreeSet<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    private static boolean ended(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}

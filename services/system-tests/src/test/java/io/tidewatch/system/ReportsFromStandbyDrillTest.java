package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.StandbyPair;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Reports are read from a standby that follows, then lags, then follows again, and then is lost. */
@Order(8)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class ReportsFromStandbyDrillTest {

    private static final String REPORT = "/v1/reports/retention";

    private RunningSuite world;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void reportsComeFromTheStandbySayWhenItLagsAndComeFromThePrimaryWhenItIsLost() throws SQLException {
        Path folder = World.folder();
        try (StandbyPair database = StandbyPair.start(FailoverDrillTest.pair(folder));
                Progress progress = new Progress(System.out, Clock.systemUTC());
                Suite suite = Suite.of(settings(folder, database), progress)) {
            suite.start();
            world = new RunningSuite(suite);
            World.eventually(() -> assertThat(world.as("ana", "rules-engine").all("/v1/bundles"))
                    .anyMatch(bundle -> bundle.get("state").asText().equals("ACTIVE")));

            Customer.silentFor(world, "followed", 40);
            World.eventually(() -> {
                assertThat(report()).contains("followed");
                assertThat(connectionsOfReporting(database.standby())).isPositive();
            });

            aReportThatTheStandbyCancelsComesFromThePrimary(database);

            execute(database.standby(), "select pg_wal_replay_pause()");
            Instant paused = Instant.now();
            Customer.silentFor(world, "missed", 40);
            // Complete lists cannot say that they are old, so they come from the primary then.
            World.eventually(() -> assertThat(runs()).contains("followed", "missed"));
            World.eventually(() -> assertThat(report()).contains("\"STALE\""));
            JsonNode lagging =
                    world.as("leah", "reporting").get(REPORT).expect(200).json();
            assertThat(lagging.get("openRuns").toString()).contains("followed").doesNotContain("missed");
            assertThat(lagging.get("missing").toString())
                    .contains("may be out of date: rules-engine was last read completely");
            assertThat(lagging.get("freshness")).allSatisfy(provider -> assertThat(
                            Instant.parse(provider.get("upTo").asText()))
                    .isBefore(paused));
            assertThat(get(REPORT + "/groups.csv")).contains("may be out of date");

            execute(database.standby(), "select pg_wal_replay_resume()");
            World.eventually(() -> assertThat(report()).contains("missed").doesNotContain("\"STALE\""));

            execute(database.primary(), "alter system set synchronous_standby_names = ''");
            execute(database.primary(), "select pg_reload_conf()");
            database.standby().close();
            Customer.silentFor(world, "later", 40);
            World.eventually(() -> assertThat(report()).contains("later").doesNotContain("\"STALE\""));
            World.eventually(() -> assertThat(runs()).contains("later"));
        }
    }

    /** The standby has to replay a lock on a table that the report has read, while the report waits for another one. */
    private void aReportThatTheStandbyCancelsComesFromThePrimary(StandbyPair database) throws SQLException {
        execute(database.standby(), "alter system set max_standby_streaming_delay = 0");
        execute(database.standby(), "select pg_reload_conf()");
        CompletableFuture<String> report;
        try (Connection holder = database.primary().administer(TidewatchDatabase.NAME);
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("lock table reporting.unreadable_change in access exclusive mode");
            World.eventually(() -> assertThat(number(
                            database.standby(), "select count(*) from pg_locks where mode = 'AccessExclusiveLock'"))
                    .isPositive());
            report = CompletableFuture.supplyAsync(this::report);
            World.eventually(
                    () -> assertThat(number(database.standby(), "select count(*) from pg_locks where not granted"))
                            .isPositive());
            lock.execute("lock table reporting.reading_progress in access exclusive mode");
            World.eventually(() -> assertThat(
                            number(database.standby(), "select sum(confl_lock) from pg_stat_database_conflicts"))
                    .isPositive());
            holder.rollback();
        }
        assertThat(report.join()).contains("followed");
    }

    private static SuiteSettings settings(Path folder, StandbyPair database) {
        SuiteSettings settings = SuiteSettings.apart(Checkout.current(), folder, false)
                // A machine that starts so much at once needs longer than usual for the first check.
                .with("rules-engine", "tidewatch.rules.check-limit", "PT10M")
                .with("reporting", "tidewatch.portfolio.stale-after", "PT20S")
                .with(
                        "reporting",
                        "tidewatch.database.read-servers",
                        "127.0.0.1:" + database.standby().port());
        for (String service : SuiteSettings.SERVICES) {
            for (Map.Entry<String, String> setting : database.settings().entrySet()) {
                settings = settings.with(service, setting.getKey(), setting.getValue());
            }
        }
        return settings;
    }

    private String report() {
        return get(REPORT);
    }

    private String runs() {
        return get(REPORT + "/runs.csv");
    }

    private String get(String path) {
        return world.as("leah", "reporting").get(path).expect(200).body();
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.administer(PostgresServer.ADMINISTRATOR);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many connections reporting has to a server; it closes idle ones after some seconds. */
    static int connectionsOfReporting(PostgresServer server) throws SQLException {
        return number(server, "select count(*) from pg_stat_activity where usename = 'reporting'");
    }

    private static int number(PostgresServer server, String query) throws SQLException {
        try (Connection connection = server.administer(TidewatchDatabase.NAME);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}

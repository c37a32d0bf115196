package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.testsuite.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With scripts of its own, the first of which takes longer than the user's statements may. */
class MigrationsTest {

    private final TestDatabase server = TestDatabase.named("migrations");
    private final MigrationConnections database = connections();

    @BeforeEach
    void userWithShortLimits() throws SQLException {
        try (Connection connection = server.administer();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema rules cascade");
            statement.execute("create schema rules authorization rules");
            statement.execute("alter role rules in database migrations set statement_timeout = '500ms'");
            // A replica that waits for the lock asks every second, and on a busy machine later.
            statement.execute("alter role rules in database migrations set idle_in_transaction_session_timeout = '3s'");
        }
    }

    @Test
    void limitsOfTheUserDoNotHoldForMigrationsAndHoldAfterwards() {
        assertThat(migrate()).isEqualTo(2);
        assertThat(server.texts("rules", "show statement_timeout")).containsExactly("500ms");
        assertThat(server.number("rules", "select count(*) from migrated")).isEqualTo(1);
    }

    @Test
    void replicasThatStartTogetherMigrateOnce() {
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(this::migrate);
        assertThat(migrate() + other.join()).isEqualTo(2);
    }

    /** One of its migrations has the next number, one lies between those of this release, as those of libraries do. */
    @Test
    void startsOnTheTablesOfANewerRelease() {
        assertThat(migrate("classpath:db/slow", "classpath:db/newer")).isEqualTo(4);
        assertThat(migrate()).isZero();
    }

    @Test
    void refusesAMigrationThatWasChangedAfterwards() {
        migrate();
        server.execute("rules", "update flyway_schema_history set checksum = 1 where version = '2'");
        assertThatThrownBy(this::migrate).hasMessageContaining("checksum mismatch for migration version 2");
    }

    @Test
    void wrongPasswordIsNotTriedAgain() {
        database.setPassword("wrong");
        assertThatThrownBy(() -> Migrations.await(database, Duration.ofDays(1)))
                .hasMessageContaining("rejects this service")
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void databaseThatStaysAwayEndsTheStart() {
        database.setUrl("jdbc:postgresql://127.0.0.1:1/migrations");
        assertThatThrownBy(() -> Migrations.await(database, Duration.ZERO))
                .hasMessageContaining("cannot be reached within 0 seconds")
                .hasMessageContaining("refused");
    }

    private MigrationConnections connections() {
        MigrationConnections connections = new MigrationConnections();
        connections.setUrl(server.jdbcUrl());
        connections.setUser("rules");
        connections.setPassword("rules");
        return connections;
    }

    private int migrate() {
        return migrate("classpath:db/slow");
    }

    private int migrate(String... locations) {
        // Quarkus leaves out what Flyway ignores by itself, and has this setting for libraries in other ranges of
        // numbers.
        Flyway scripts = Flyway.configure()
                .locations(locations)
                .ignoreMigrationPatterns(new String[0])
                .outOfOrder(true)
                .load();
        return Migrations.migrating(scripts, connections()).migrate().migrationsExecuted;
    }
}

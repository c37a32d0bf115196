package io.tidewatch.access;

import io.quarkus.runtime.StartupEvent;
import io.tidewatch.problem.FailureText;
import io.tidewatch.problem.TemporaryFailure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the tables up to date at a start, before anything uses them. The first replica migrates; others wait for its lock and
 * find nothing left to do.
 *
 * <p>A migration may take longer than any statement of the service; see {@link MigrationConnections}.
 *
 * <p>A service also starts on the tables of a newer release: during a roll-out, and after going back. Migrations only add what
 * the release before does without.
 */
@ApplicationScoped
public class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    /** One try per second; longer than any migration should take. */
    private static final int TRIES_FOR_LOCK = 600;

    private static final int CONNECT_SECONDS = 5;
    /** The longest silence of the database during a migration. */
    private static final int SILENCE_SECONDS = 3_600;

    private final Flyway flyway;
    private final Duration startLimit;
    private final MigrationConnections database = new MigrationConnections();

    /**
     * @param flyway   with the scripts of this service
     * @param config   how long to wait for the database
     * @param url      of the database, for JDBC
     * @param user     owns the schema
     * @param password of the user
     * @param instance names the connections
     */
    public Migrations(
            Flyway flyway,
            DatabaseConfig config,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password,
            @ConfigProperty(name = "tidewatch.instance-id") String instance) {
        this.flyway = flyway;
        this.startLimit = config.startLimit();
        database.setUrl(url);
        user.ifPresent(database::setUser);
        password.ifPresent(database::setPassword);
        database.setApplicationName(instance);
        database.setConnectTimeout(CONNECT_SECONDS);
        database.setSocketTimeout(SILENCE_SECONDS);
        database.setTcpKeepAlive(true);
        database.setTargetServerType("primary");
        database.setAssumeMinServerVersion("15");
        // None of these statements runs twice, and behind a pooler a second time may be on another connection.
        database.setPrepareThreshold(0);
    }

    void onStart(@Observes @Priority(StartOrder.MIGRATIONS) StartupEvent event) throws InterruptedException {
        await(database, startLimit);
        int applied = migrating(flyway, database).migrate().migrationsExecuted;
        if (applied > 0) {
            LOG.infof("Applied %d migrations", applied);
        }
    }

    /** The same scripts over connections of their own and under limits of their own. */
    static Flyway migrating(Flyway flyway, MigrationConnections database) {
        return Flyway.configure(Thread.currentThread().getContextClassLoader())
                .configuration(flyway.getConfiguration())
                .dataSource(database)
                .connectRetries(0)
                .lockRetryCount(TRIES_FOR_LOCK)
                .callbacks(database)
                // Of a newer release. Those of a library have lower numbers than the last one here, so they count as
                // missing.
                .ignoreMigrationPatterns("*:future", "*:missing")
                .load();
    }

    /** Waits until the database can be reached; a rejected user is a mistake in the settings, which waiting does not mend. */
    static void await(DataSource database, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            try (Connection connection = database.getConnection()) {
                LOG.debugf("Connected to %s", connection.getMetaData().getURL());
                return;
            } catch (SQLException e) {
                String state = String.valueOf(e.getSQLState());
                if (state.startsWith("28") || state.equals("3D000") || !TemporaryFailure.isIn(e)) {
                    throw new IllegalStateException(
                            "The database rejects this service; see quarkus.datasource.jdbc.url, username and password: "
                                    + FailureText.of(e));
                }
                if (System.nanoTime() - until > 0) {
                    throw new IllegalStateException("The database cannot be reached within " + limit.toSeconds()
                            + " seconds: " + FailureText.of(e));
                }
                LOG.warnf("Waiting for the database: %s", e);
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }
}

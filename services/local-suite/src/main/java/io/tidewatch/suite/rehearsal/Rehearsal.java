package io.tidewatch.suite.rehearsal;

import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSecrets;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.PgBouncer;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.StandbyPair;
import io.tidewatch.suite.process.DebianProgram;
import io.tidewatch.suite.service.ReplicaPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What stands around the services as in production: a front that ends TLS, PgBouncer in transaction mode, and a primary with a
 * synchronous standby. All of them have certificates of an authority made for the run. Every run begins with empty data.
 */
public final class Rehearsal implements AutoCloseable {

    /** How many replicas each service begins with. */
    public static final int REPLICAS = 2;

    /** As in the operator's guide. */
    private static final int POOL_SIZE = 20;

    private final SuiteSettings settings;
    private final SuiteSecrets secrets;
    private final DebianProgram haproxy;
    private final DebianProgram pgbouncer;
    private final ReplicaPorts replicas;
    private final int smtpPort;
    private final int crmPort;
    private final int standbyPort;
    private Front front;
    private StandbyPair database;
    private PgBouncer pooler;
    private boolean failedOver;

    /**
     * Prepares a rehearsal; nothing runs yet.
     *
     * @throws IllegalStateException when HAProxy or PgBouncer is missing
     */
    public Rehearsal(SuiteSettings settings, SuiteSecrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
        this.haproxy = program("haproxy");
        this.pgbouncer = program("pgbouncer");
        Set<Integer> given = new HashSet<>(settings.ports().values());
        this.replicas = ReplicaPorts.behindFront(settings, given);
        this.smtpPort = FreePort.findBeside(given);
        this.crmPort = FreePort.findBeside(given);
        this.standbyPort = FreePort.findBeside(given);
    }

    /** The settings of the services: reports are read from the standby. */
    public SuiteSettings ofServices() {
        return settings.with("reporting", "tidewatch.database.read-servers", "localhost:" + standbyPort);
    }

    /** Where the replicas listen, behind the front. */
    public ReplicaPorts replicas() {
        return replicas;
    }

    /** Where the mail catcher listens, behind the front. */
    public int smtpPort() {
        return smtpPort;
    }

    /** Where the CRM catcher listens, behind the front. */
    public int crmPort() {
        return crmPort;
    }

    /** The server that is the primary now. */
    public PostgresServer primary() {
        return failedOver ? database.standby() : database.primary();
    }

    /** The server that follows the primary; empty after a failover. */
    public Optional<PostgresServer> standby() {
        return failedOver ? Optional.empty() : Optional.of(database.standby());
    }

    /** Makes the certificates, which this process trusts from then on, and starts the front. */
    public void startFront() {
        try {
            FolderTree.delete(settings.rehearsalFolder());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the data of the last rehearsal", e);
        }
        settings.authority().create();
        settings.authority().trustHere();
        front = Front.start(settings, haproxy, replicas, smtpPort, crmPort);
    }

    /**
     * Starts the primary, its standby and the pooler.
     *
     * @throws SQLException when the database cannot be created
     */
    public void startDatabase() throws SQLException {
        database = StandbyPair.start(new StandbyPair.Plan(
                PostgresBinaries.unpackedIn(settings.checkout().local()),
                settings.rehearsalFolder().resolve("postgresql"),
                settings.local().resolve("log"),
                secrets.get("postgresql-administrator"),
                secrets::ofDatabaseUser,
                Optional.of(settings.authority()),
                standbyPort));
        pooler = PgBouncer.start(
                new PgBouncer.Plan(
                        pgbouncer,
                        settings.checkout(),
                        settings.rehearsalFolder().resolve("pgbouncer"),
                        settings.local().resolve("log/pgbouncer.log"),
                        settings.port(SuitePort.POSTGRESQL),
                        POOL_SIZE,
                        secrets::ofDatabaseUser,
                        Optional.of(settings.authority())),
                database.primary().port());
    }

    /** Waits until the front leads to a replica of a service that is ready. */
    public void awaitService(String service) {
        front.awaitService(service);
    }

    /**
     * Kills the primary, promotes the standby and leads the pooler there, as a cluster manager would.
     *
     * @throws IllegalArgumentException when this was done before: there is only one standby
     * @throws IllegalStateException when the standby does not become the primary
     */
    public synchronized void failOver() {
        if (failedOver) {
            throw new IllegalArgumentException(
                    "This rehearsal has failed over already; its next run begins with a standby.");
        }
        database.killPrimary();
        try {
            database.promote();
        } catch (SQLException e) {
            throw new IllegalStateException("The standby was not promoted: " + e.getMessage(), e);
        }
        failedOver = true;
        pooler.moveTo(database.standby().port());
    }

    /** Ends what was started, the database last. */
    @Override
    public void close() {
        if (front != null) {
            front.close();
        }
        if (pooler != null) {
            pooler.close();
        }
        if (database != null) {
            database.close();
        }
    }

    private static DebianProgram program(String name) {
        return DebianProgram.find(name)
                .orElseThrow(() -> new IllegalStateException("A rehearsal needs " + name
                        + ": install Debian's package of that name, or run services/local-suite/bin/debian-programs."));
    }
}

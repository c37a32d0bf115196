package io.tidewatch.system;

import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.PgBouncer;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.suite.process.DebianProgram;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** PgBouncer in front of the PostgreSQL of a suite, with fewer connections than the services would open. */
final class TestPooler {

    /** Whether the suite runs behind it: {@code -Dtidewatch.pooler=transaction}. */
    static final boolean WANTED = "transaction".equals(System.getProperty("tidewatch.pooler"));

    /** Connections to the server that the replicas of a service share; fewer than one replica opens. */
    static final int POOL_SIZE = 5;

    private TestPooler() {}

    /** Starts it; the tests are skipped where it cannot be had. */
    static PgBouncer start(SuiteSettings suite) {
        DebianProgram program = DebianProgram.find("pgbouncer")
                .orElseThrow(() -> new TestAbortedException("services/local-suite/bin/debian-programs gets PgBouncer"));
        return PgBouncer.start(
                new PgBouncer.Plan(
                        program,
                        suite.checkout(),
                        suite.local().resolve("pgbouncer"),
                        suite.local().resolve("log/pgbouncer.log"),
                        FreePort.find(),
                        POOL_SIZE,
                        user -> user,
                        Optional.empty()),
                suite.port(SuitePort.POSTGRESQL));
    }

    /** The settings of a service whose connections lead there. */
    static Map<String, String> settings(PgBouncer pooler) {
        String address = "postgresql://127.0.0.1:" + pooler.port() + "/" + TidewatchDatabase.NAME;
        return Map.of(
                "tidewatch.database.pooler",
                "transaction",
                "quarkus.datasource.jdbc.url",
                "jdbc:" + address,
                "quarkus.datasource.reactive.url",
                address);
    }
}

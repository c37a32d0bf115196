package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.crm.CrmCatcher;
import io.tidewatch.suite.mail.CaughtMail;
import io.tidewatch.suite.postgres.ServiceSchema;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.suite.process.DebianProgram;
import io.tidewatch.suite.rehearsal.Rehearsal;
import io.tidewatch.suite.service.ServiceInstance;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What {@code make run REHEARSAL=yes} starts: two replicas of each service behind one https address, a pooler, a standby, and a private CA
 * for all of it. The primary is lost and replicas are replaced while customers arrive.
 */
@Order(8)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class RehearsalDrillTest {

    private final Queue<String> customers = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void lostPrimaryAndReplacedReplicasLoseNothingAndRepeatNothing() {
        for (String program : List.of("haproxy", "pgbouncer")) {
            Assumptions.assumeTrue(
                    DebianProgram.find(program).isPresent(),
                    "services/local-suite/bin/debian-programs gets " + program);
        }
        SuiteSettings settings = SuiteSettings.apart(Checkout.current(), World.folder(), false)
                .rehearsed()
                // A machine that starts so much at once needs longer than usual for the first check.
                .with("rules-engine", "tidewatch.rules.check-limit", "PT10M");
        try (Progress progress = new Progress(System.out, Clock.systemUTC());
                Suite suite = Suite.of(settings, progress)) {
            suite.start();
            RunningSuite world = new RunningSuite(suite);
            assertThatThrownBy(() -> connectWithoutTls(settings.port(SuitePort.POSTGRESQL)))
                    .hasMessageContaining("SSL required");
            assertThatThrownBy(() -> connectWithoutTls(suite.postgres().port())).hasMessageContaining("no encryption");
            await().atMost(Duration.ofMinutes(10))
                    .ignoreExceptions()
                    .until(() -> world.as("ana", "rules-engine").all("/v1/bundles").stream()
                            .anyMatch(bundle -> bundle.get("state").asText().equals("ACTIVE")));
            CompletableFuture<Void> arriving = CompletableFuture.runAsync(() -> arrive(world));
            try {
                awaitMore(arriving);
                readAReportFromTheStandby(world, suite.rehearsal().orElseThrow());

                suite.rehearsal().orElseThrow().failOver();
                awaitMore(arriving);

                for (String service : SuiteSettings.SERVICES) {
                    ServiceInstance replaced = world.instance(service);
                    suite.services().replace(replaced);
                    assertThat(replaced.process().isAlive()).isFalse();
                }
                awaitMore(arriving);
            } finally {
                ended = true;
            }
            arriving.join();

            customers.forEach(world::everythingHappenedOnce);
            assertThat(suite.mails().mails().stream().map(CaughtMail::messageId))
                    .doesNotHaveDuplicates();
            assertThat(suite.crm().posts().stream().map(CrmCatcher.Post::webhookId))
                    .doesNotHaveDuplicates();
        }
    }

    private static void connectWithoutTls(int port) throws SQLException {
        DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/" + TidewatchDatabase.NAME + "?sslmode=disable",
                        ServiceSchema.RULES.schemaName(),
                        "any")
                .close();
    }

    /** One customer after the other, each silent for too long. */
    private void arrive(RunningSuite world) {
        while (!ended) {
            String id = "rehearsed-" + customers.size();
            Customer.silentFor(world, id, 40);
            customers.add(id);
        }
    }

    private static void readAReportFromTheStandby(RunningSuite world, Rehearsal rehearsal) {
        World.eventually(() -> {
            world.as("leah", "reporting").get("/v1/reports/retention").expect(200);
            assertThat(ReportsFromStandbyDrillTest.connectionsOfReporting(
                            rehearsal.standby().orElseThrow()))
                    .isPositive();
        });
    }

    /** Waits until some more customers have arrived. */
    private void awaitMore(CompletableFuture<Void> arriving) {
        int before = customers.size();
        World.eventually(() ->
                assertThat(arriving.isDone() || customers.size() > before + 2).isTrue());
    }
}

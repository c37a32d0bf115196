package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A packaged service that is started without its settings. */
@Order(2)
class StartTest {

    @TempDir
    private Path folder;

    @Test
    void namesAllMissingAndUnsafeSettingsBeforeItReachesForTheDatabase() throws IOException {
        Path program =
                Checkout.current().service("notification-dispatch").resolve("target/quarkus-app/quarkus-run.jar");
        ChildProcess process = ChildProcess.start(new ChildProcess.Plan(
                "notification-dispatch",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        program.toString()),
                Map.of(
                        "QUARKUS_HTTP_PORT", Integer.toString(FreePort.find()),
                        "QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePort.find())),
                folder,
                folder.resolve("start.log")));

        assertThat(process.awaitEnd(Duration.ofMinutes(2))).isTrue();
        String log = Files.readString(process.log());
        process.kill();

        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(log)
                .contains(
                        "quarkus.datasource.jdbc.url: must be set",
                        "quarkus.datasource.reactive.url: must be set",
                        "quarkus.datasource.username: must be set",
                        "quarkus.datasource.password: must be set",
                        "quarkus.oidc.auth-server-url: must be set",
                        "tidewatch.access.client-secret: must be set",
                        "tidewatch.dispatch.fallback-address: is missing",
                        "tidewatch.dispatch.smtp.host: must be set",
                        "tidewatch.dispatch.crm.url: must be set")
                .doesNotContain("Waiting for the database", "FlywayExecutor");
    }
}

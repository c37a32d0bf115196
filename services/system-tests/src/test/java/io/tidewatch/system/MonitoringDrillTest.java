package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.DebianProgram;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A real Prometheus scrapes the suite at work: alerts and dashboard of the chart ask for what the services report. */
@Order(7)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class MonitoringDrillTest {

    private static final Path CHART = Checkout.current().root().resolve("helm/tidewatch/files");
    private static final List<String> SERVICES =
            List.of("account-ingestion", "rules-engine", "notification-dispatch", "reporting");
    private static final Pattern METRIC = Pattern.compile("\\b(?:tidewatch|sql|http)_[a-z_]+\\b|\\bup\\b");

    private static World world;
    private static ChildProcess prometheus;
    private static Api api;

    @BeforeAll
    static void start() throws IOException {
        Optional<DebianProgram> program = DebianProgram.find("prometheus");
        assumeTrue(
                program.isPresent(),
                "prometheus is missing: install Debian's package of that name, or run services/local-suite/bin/debian-programs");
        world = World.get();
        Path folder = Files.createTempDirectory("prometheus-");
        Path settings = Files.writeString(folder.resolve("prometheus.yml"), settings());
        int port = FreePort.find();
        List<String> command = program.get()
                .command(
                        "--config.file=" + settings,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .command();
        prometheus = ChildProcess.start(
                new ChildProcess.Plan("prometheus", command, Map.of(), folder, folder.resolve("log")));
        api = new Api("http://localhost:" + port, () -> null);
        Customer.silentFor(world, "monitored", 40);
        world.as("ana", "rules-engine").get("/v1/flags/nobody/nothing").expect(404);
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void everyQueryOfTheDashboardHasAnAnswer() throws IOException {
        JsonNode dashboard = Api.JSON.readTree(Files.readString(CHART.resolve("dashboard.json")));
        List<String> queries = dashboard.findValuesAsText("expr");

        assertThat(queries).hasSizeGreaterThan(20);
        World.eventually(() -> assertThat(queries.stream()
                        .map(query -> query.replace("$namespace", "local")
                                .replace("$release", "tide")
                                .replace("$__rate_interval", "30s"))
                        .filter(Predicate.not(MonitoringDrillTest::hasAnswer)))
                .isEmpty());
    }

    @Test
    void everyAlertCanBeEvaluatedAndItsMetricsAreThere() {
        World.eventually(() -> assertThat(alerts()).hasSizeGreaterThan(15).allSatisfy(alert -> {
            assertThat(alert.get("health").asText()).as(alert.toString()).isEqualTo("ok");
            assertThat(METRIC.matcher(alert.get("query").asText())
                            .results()
                            .map(found -> found.group())
                            .distinct()
                            .filter(metric -> !hasAnswer(metric + "{app_kubernetes_io_part_of=\"tidewatch\"}")))
                    .isEmpty();
        }));
    }

    private static List<JsonNode> alerts() {
        JsonNode groups = api.get("/api/v1/rules?type=alert").expect(200).json().at("/data/groups");
        return StreamSupport.stream(groups.spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.get("rules").spliterator(), false))
                .toList();
    }

    private static boolean hasAnswer(String query) {
        return !api.get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .expect(200)
                .json()
                .at("/data/result")
                .isEmpty();
    }

    /** The labels are those that targets have on a cluster. */
    private static String settings() {
        String targets = SERVICES.stream()
                .map(world::instance)
                .map(instance -> """
                              - targets: ['%s']
                                labels: {namespace: local, pod: %s-0, app_kubernetes_io_part_of: tidewatch, app_kubernetes_io_instance: tide, app_kubernetes_io_name: %s}
                        """.formatted(
                        URI.create(instance.managementUrl()).getAuthority(), instance.service(), instance.service()))
                .collect(Collectors.joining());
        return """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: tidewatch
                    metrics_path: /q/metrics
                    static_configs:
                """.formatted(CHART.resolve("alerts.yaml")) + targets;
    }
}

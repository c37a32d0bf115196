package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.suite.process.DebianProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard ask for metrics that exist, agree on their bounds, and each alert can be acted upon. */
class AlertsTest {

    private static final Path ALERTS = ChartFolders.SHIPPED.resolve("files/alerts.yaml");
    private static final Path DASHBOARD = ChartFolders.SHIPPED.resolve("files/dashboard.json");
    private static final Path RUNBOOKS = ChartFolders.SHIPPED.resolveSibling("runbooks.md");
    private static final Path CASES = Path.of("src/test/resources/alerts-test.yaml");
    private static final Path GUIDE = ChartFolders.SHIPPED.resolveSibling("README.md");

    /** Metrics of the JVM, which the guide does not explain. */
    private static final Set<String> JVM = Set.of(
            "jvm_gc_pause_seconds_sum", "jvm_memory_used_bytes", "jvm_threads_live_threads", "process_cpu_usage");

    /** The longest interval between two scrapes that the values allow. */
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    private static final Pattern METRIC = Pattern.compile("\\b(tidewatch|sql|http|jvm|process)_[a-z_]+\\b");

    @Test
    void everyMetricInAnAlertOrOnTheDashboardIsOneOfTheServices() throws IOException {
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("## Metrics");
        String table = guide.substring(begin, guide.indexOf("\n## ", begin));
        Set<String> known = new TreeSet<>(JVM);
        Pattern.compile("`([a-z]+_[a-z_]+)")
                .matcher(table)
                .results()
                .map(name -> name.group(1))
                .forEach(known::add);
        // Beside the count that the guide explains.
        known.add("http_server_requests_seconds_sum");
        List<String> queries = Stream.concat(
                        alerts().stream().map(alert -> (String) alert.get("expr")),
                        panels().stream().flatMap(panel -> queries(panel)))
                .toList();

        assertThat(queries)
                .hasSizeGreaterThan(40)
                .allSatisfy(query -> assertThat(query).containsAnyOf("up{", "_"))
                .flatMap(AlertsTest::metrics)
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void theDashboardShowsTheBoundOfEveryAlertThatHasOne() throws IOException {
        Map<String, Set<String>> shown = panels().stream()
                .flatMap(panel -> queries(panel)
                        .flatMap(query -> metrics(query).stream())
                        .distinct()
                        .map(metric -> Map.entry(metric, bounds(panel))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> {
                    a.addAll(b);
                    return a;
                }));

        Pattern bound = Pattern.compile("(tidewatch_[a-z_]+)\\)\\s*> ([1-9][0-9]*)\\b");
        List<MatchResult> alarming = alerts().stream()
                .flatMap(alert -> bound.matcher((String) alert.get("expr")).results())
                .toList();
        assertThat(alarming).hasSizeGreaterThan(8).allSatisfy(found -> assertThat(shown.get(found.group(1)))
                .as(found.group(1))
                .contains(found.group(2)));
    }

    @Test
    void noAlertDependsOnASingleScrape() {
        assertThat(alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(Duration.parse("PT" + alert.get("for")))
                    .isGreaterThanOrEqualTo(LONGEST_INTERVAL.multipliedBy(3));
            assertThat(texts(alert, "labels")).containsOnlyKeys("severity");
        });
    }

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        List<String> sections = Files.readAllLines(RUNBOOKS).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();

        assertThat(sections)
                .containsExactlyElementsOf(alerts().stream()
                        .map(alert -> (String) alert.get("alert"))
                        .toList());
        assertThat(alerts()).allSatisfy(alert -> assertThat(texts(alert, "annotations"))
                .containsOnlyKeys("summary", "description", "runbook")
                .containsEntry(
                        "runbook",
                        "helm/runbooks.md#" + alert.get("alert").toString().toLowerCase(Locale.ROOT)));
    }

    @Test
    void everyAlertIsSeenToFireAndToStaySilent() {
        List<Map<String, Object>> cases = list(ValueSets.read(CASES).get("tests"));

        assertThat(alerts()).allSatisfy(alert -> {
            List<Map<String, Object>> checks = cases.stream()
                    .flatMap(one -> AlertsTest.list(one.get("alert_rule_test")).stream())
                    .filter(check -> check.get("alertname").equals(alert.get("alert")))
                    .toList();
            assertThat(checks).anyMatch(check -> list(check.get("exp_alerts")).isEmpty());
            assertThat(checks).anyMatch(check -> !list(check.get("exp_alerts")).isEmpty());
        });
    }

    @Test
    void alertsFireJustBeyondTheirBoundsAndAreSilentAtThem() throws IOException, InterruptedException {
        Optional<DebianProgram> promtool = DebianProgram.find("promtool");
        assumeTrue(
                promtool.isPresent(),
                "promtool is missing: install Debian's package prometheus, or run services/local-suite/bin/debian-programs");

        Path output = Files.createTempFile(ChartFolders.TARGET, "promtool-", ".txt");
        Process test = promtool.get()
                .command("test", "rules", CASES.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!test.waitFor(60, TimeUnit.SECONDS)) {
            test.destroyForcibly();
        }
        assertThat(test.waitFor()).as(() -> text(output)).isZero();
    }

    /** The alerts of the file, in its order. */
    static List<Map<String, Object>> alerts() {
        return list(ValueSets.read(ALERTS).get("groups")).stream()
                .flatMap(group -> list(group.get("rules")).stream())
                .toList();
    }

    private static List<JsonNode> panels() throws IOException {
        List<JsonNode> panels = new ArrayList<>();
        new ObjectMapper().readTree(Files.readString(DASHBOARD)).path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    private static Stream<String> queries(JsonNode panel) {
        return panel.findValuesAsText("expr").stream();
    }

    private static Set<String> bounds(JsonNode panel) {
        Set<String> bounds = new TreeSet<>();
        panel.at("/fieldConfig/defaults/thresholds/steps")
                .forEach(step -> bounds.add(step.path("value").asText()));
        return bounds;
    }

    private static List<String> metrics(String query) {
        return METRIC.matcher(query).results().map(MatchResult::group).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> texts(Map<String, Object> alert, String key) {
        return (Map<String, String>) alert.get(key);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

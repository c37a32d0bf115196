package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules that analysts wrote reach the pods of rules-engine, all of them and unchanged, from the folder of the repository and from the package. */
class RulesInTheChartTest {

    private static final int MOST_BYTES = 1024 * 1024;

    @Test
    void theFolderOfTheRepositoryInstallsEveryRuleFileUnchanged() {
        assertThat(rules(shipped(ChartFolders.SHIPPED))).isNotEmpty().isEqualTo(expected());
    }

    @Test
    void thePackageHoldsTheRulesAsFiles() {
        new Helm(ChartFolders.SHIPPED)
                .packageIt()
                .withDestination(ChartFolders.TARGET)
                .call();

        assertThat(rules(shipped(ChartFolders.TARGET.resolve("tidewatch-0.1.0.tgz"))))
                .isEqualTo(expected());
    }

    @Test
    void everyConfigMapStaysBelowTheBoundOfKubernetes() {
        assertThat(shipped(ChartFolders.SHIPPED).all(ConfigMap.class)).allSatisfy(map -> {
            int bytes = map.getData().entrySet().stream()
                    .mapToInt(e -> e.getKey().length() + e.getValue().getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            assertThat(bytes).isBetween(1, MOST_BYTES);
            assertThat(map.getData().keySet()).allMatch(key -> key.matches("[-._a-zA-Z0-9]+"));
        });
    }

    @Test
    void tooManyRulesInOneFolderAreReported() {
        Path chart = ChartFolders.copy(Map.of("messages/long.yaml", "x".repeat(1_000_001)));

        assertThatThrownBy(() -> RenderedChart.of(chart).call())
                .hasMessageContaining("The rules in messages have 100")
                .hasMessageContaining("at most 1 MiB");
    }

    @Test
    void aTableInAWorkbookReachesThePodsAsItIs() throws IOException {
        Path copy = ChartFolders.copy(Map.of("thresholds/a.drl", "rule\n"));
        byte[] workbook = {'P', 'K', 3, 4, (byte) 0xff, 0, (byte) 0x80, '\n'};
        Files.write(copy.resolve("rules/thresholds/seats.drl.xlsx"), workbook);

        ConfigMap map = RenderedChart.parsed("workbook", RenderedChart.of(copy))
                .one(ConfigMap.class, "rules-engine-rules-thresholds");

        assertThat(map.getBinaryData())
                .containsExactly(Map.entry("seats.drl.xlsx", Base64.getEncoder().encodeToString(workbook)));
        assertThat(map.getData()).containsExactly(Map.entry("a.drl", "rule\n"));
    }

    @Test
    void otherRulesMakeNewPods() {
        assertThat(checksum(Map.of("metrics/a.yaml", "a: 1\n")))
                .matches("[0-9a-f]{64}")
                .isEqualTo(checksum(Map.of("metrics/a.yaml", "a: 1\n")))
                .isNotEqualTo(checksum(Map.of("metrics/a.yaml", "a: 2\n")))
                .isNotEqualTo(checksum(Map.of("metrics/b.yaml", "a: 1\n")));
    }

    @Test
    void thePodSeesTheFoldersAsTheyWereWritten() {
        PodSpec pod = RenderedChart.of("minimal").pod("rules-engine");

        assertThat(volume(pod, "rules").getProjected().getSources())
                .flatExtracting(source -> source.getConfigMap().getItems())
                .extracting("path")
                .containsExactlyInAnyOrder(
                        "metrics/arr.yaml",
                        "thresholds/risk.drl",
                        "thresholds/risk.drl.csv",
                        "scenarios/risk.yaml",
                        "scenarios/metrics/arr.yaml",
                        "shared.yaml",
                        "calendar.yaml");
        assertThat(pod.getContainers().get(0).getVolumeMounts())
                .filteredOn(mount -> mount.getName().equals("rules"))
                .extracting(VolumeMount::getMountPath)
                .containsExactlyInAnyOrder(
                        "/etc/tidewatch/rules/metrics",
                        "/etc/tidewatch/rules/thresholds",
                        "/etc/tidewatch/rules/scenarios",
                        "/etc/tidewatch/rules/shared.yaml",
                        "/etc/tidewatch/rules/calendar.yaml");
        assertThat(RenderedChart.of("minimal")
                        .env("rules-engine")
                        .get("TIDEWATCH_RULES_FOLDER")
                        .getValue())
                .isEqualTo("/etc/tidewatch/rules");
    }

    @Test
    void aFolderFromAnExistingConfigMapReplacesThatOfTheChart() {
        RenderedChart chart = RenderedChart.of("rules-from-config-maps");
        PodSpec pod = chart.pod("rules-engine");

        assertThat(volume(pod, "rules-thresholds").getConfigMap().getName()).isEqualTo("my-thresholds");
        assertThat(pod.getContainers().get(0).getVolumeMounts())
                .filteredOn(mount -> mount.getName().startsWith("rules-"))
                .extracting(mount -> mount.getMountPath() + " from " + mount.getSubPath())
                .containsExactlyInAnyOrder(
                        "/etc/tidewatch/rules/thresholds from ..data",
                        "/etc/tidewatch/rules/calendar.yaml from calendar.yaml");
        assertThat(rules(chart))
                .containsOnlyKeys(
                        "metrics/arr.yaml", "scenarios/risk.yaml", "scenarios/metrics/arr.yaml", "shared.yaml");
        assertThat(pod.getContainers().get(0).getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .doesNotHaveDuplicates();
    }

    @Test
    void aChartWithoutRulesSaysHowToGetThem() {
        Path bare = ChartFolders.copy(Map.of());

        assertThatThrownBy(() -> RenderedChart.of(bare).call())
                .hasMessageContaining("This copy of the chart holds no rules: rules.existingConfigMaps is required");
        assertThat(RenderedChart.of(bare, ValueSets.file("rules-from-config-maps"))
                        .call())
                .contains("my-thresholds");
        assertThat(RenderedChart.of(bare, ValueSets.of("{rulesEngine: {enabled: false, url: 'http://rules:8080'}}"))
                        .call())
                .isNotEmpty();
    }

    private static RenderedChart shipped(Path chart) {
        return RenderedChart.parsed(chart.toString(), RenderedChart.of(chart));
    }

    private static String checksum(Map<String, String> rules) {
        return RenderedChart.parsed("rules", RenderedChart.of(ChartFolders.copy(rules)))
                .one(Deployment.class, "rules-engine")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("checksum/rules");
    }

    private static Volume volume(PodSpec pod, String name) {
        return pod.getVolumes().stream()
                .filter(v -> v.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What the pod sees: path → text. */
    private static Map<String, String> rules(RenderedChart chart) {
        Map<String, Map<String, String>> maps = new HashMap<>();
        chart.all(ConfigMap.class).forEach(map -> maps.put(map.getMetadata().getName(), map.getData()));
        Map<String, String> seen = new TreeMap<>();
        List<VolumeProjection> sources =
                volume(chart.pod("rules-engine"), "rules").getProjected().getSources();
        for (VolumeProjection source : sources) {
            for (KeyToPath item : source.getConfigMap().getItems()) {
                seen.put(
                        item.getPath(),
                        maps.get(source.getConfigMap().getName()).get(item.getKey()));
            }
        }
        return seen;
    }

    private static Map<String, String> expected() {
        Path rules = ChartFolders.SHIPPED.resolve("rules");
        Map<String, String> expected = new TreeMap<>();
        try (Stream<Path> files = Files.walk(rules, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().matches(".*\\.(yaml|drl|csv)")) {
                    expected.put(rules.relativize(file).toString(), Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return expected;
    }
}

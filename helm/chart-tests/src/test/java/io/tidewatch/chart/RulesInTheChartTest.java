package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that analysts wrote reach the pods of rules-engine, all of them and unchanged. */
class RulesInTheChartTest {

    private static final Path RULES = Path.of(System.getProperty("rules"));
    private static final int MOST_BYTES = 1024 * 1024;

    private final RenderedChart chart = RenderedChart.with("minimal");
    private final ConfigMap rules = chart.one(ConfigMap.class, "rules-engine-rules");

    @Test
    void theConfigMapHoldsEveryRuleFileUnchangedAndIsNotEmpty() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        try (Stream<Path> files = Files.walk(RULES)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(yaml|drl|csv)"))
                    .forEach(file ->
                            expected.put(RULES.relativize(file).toString().replace("/", "__"), text(file)));
        }

        assertThat(rules.getData()).isNotEmpty().isEqualTo(expected);
    }

    @Test
    void theConfigMapStaysBelowTheBoundOfKubernetes() {
        int bytes = rules.getData().entrySet().stream()
                .mapToInt(e -> e.getKey().length() + e.getValue().getBytes(StandardCharsets.UTF_8).length)
                .sum();

        assertThat(bytes).isBetween(1, MOST_BYTES);
        assertThat(rules.getData().keySet()).allMatch(key -> key.matches("[-._a-zA-Z0-9]+"));
    }

    @Test
    void aTableInAWorkbookReachesThePodsAsItIs(@TempDir Path folder) throws IOException {
        Path copy = folder.resolve("tidewatch");
        try (Stream<Path> files = Files.walk(RenderedChart.CHART)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(RenderedChart.CHART.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        byte[] workbook = {'P', 'K', 3, 4, (byte) 0xff, 0, (byte) 0x80, '\n'};
        Files.write(copy.resolve("rules/thresholds/seats.drl.xlsx"), workbook);

        RenderedChart other = RenderedChart.ofCopy(copy, "minimal");

        ConfigMap map = other.one(ConfigMap.class, "rules-engine-rules");
        assertThat(map.getBinaryData())
                .containsExactly(Map.entry(
                        "thresholds__seats.drl.xlsx", Base64.getEncoder().encodeToString(workbook)));
        assertThat(map.getData()).isEqualTo(rules.getData());
        assertThat(map.getMetadata().getAnnotations())
                .isNotEqualTo(rules.getMetadata().getAnnotations());
    }

    @Test
    void otherRulesMakeNewPods() {
        String hash = rules.getMetadata().getAnnotations().get("tidewatch.io/rules-hash");

        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(chart.one(Deployment.class, "rules-engine")
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("checksum/rules", hash);
    }

    @Test
    void thePodSeesTheFoldersAsTheyWereWritten() {
        PodSpec pod = chart.one(Deployment.class, "rules-engine")
                .getSpec()
                .getTemplate()
                .getSpec();
        Volume volume = pod.getVolumes().stream()
                .filter(v -> v.getName().equals("rules"))
                .findFirst()
                .orElseThrow();

        assertThat(volume.getConfigMap().getName())
                .isEqualTo(rules.getMetadata().getName());
        assertThat(volume.getConfigMap().getItems())
                .extracting(KeyToPath::getKey)
                .containsExactlyInAnyOrderElementsOf(rules.getData().keySet());
        assertThat(volume.getConfigMap().getItems())
                .allMatch(item -> Files.isRegularFile(RULES.resolve(item.getPath())));
        assertThat(pod.getContainers().get(0).getVolumeMounts())
                .filteredOn(mount -> mount.getName().equals("rules"))
                .extracting(VolumeMount::getSubPath)
                .containsExactlyInAnyOrder(
                        "calendar.yaml",
                        "journeys",
                        "messages",
                        "metrics",
                        "playbooks",
                        "records",
                        "scenarios",
                        "shared.yaml",
                        "thresholds");
        assertThat(pod.getContainers().get(0).getEnv())
                .anyMatch(env -> env.getName().equals("TIDEWATCH_RULES_FOLDER")
                        && env.getValue().equals("/etc/tidewatch/rules"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

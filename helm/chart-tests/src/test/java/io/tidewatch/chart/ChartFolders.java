package io.tidewatch.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The chart in the repository, and copies of it. */
final class ChartFolders {

    /** As it is installed from the repository: its rules are a link. */
    static final Path SHIPPED = Path.of(System.getProperty("chart"));

    static final Path TARGET = Path.of(System.getProperty("target"));

    private static Path chart;

    private ChartFolders() {}

    /** A copy with a few small rule files, which renders much faster. */
    static synchronized Path chart() {
        if (chart == null) {
            chart = copy(Map.of(
                    "metrics/arr.yaml", "name: arr\n",
                    "thresholds/risk.drl", "rule \"risk\" when then end\n",
                    "thresholds/risk.drl.csv", "a,b\n",
                    "scenarios/risk.yaml", "scenario: 1\n",
                    "scenarios/metrics/arr.yaml", "scenario: \"2\"\n",
                    "shared.yaml", "a: 1\n",
                    "calendar.yaml", "b: 2\n",
                    "README.md", "not a rule\n"));
        }
        return chart;
    }

    /** A copy of the chart with these files as its rules. */
    static Path copy(Map<String, String> rules) {
        try {
            Path copy = Files.createTempDirectory(TARGET, "chart-").resolve("tidewatch");
            try (Stream<Path> files = Files.walk(SHIPPED)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path to = copy.resolve(SHIPPED.relativize(file).toString());
                    if (!to.startsWith(copy.resolve("rules"))) {
                        Files.createDirectories(to.getParent());
                        // The engine renders no hooks; as an ordinary pod that of the test is seen.
                        Files.writeString(to, Files.readString(file).replace("\"helm.sh/hook\"", "\"hook\""));
                    }
                }
            }
            for (Map.Entry<String, String> rule : rules.entrySet()) {
                Path file = copy.resolve("rules").resolve(rule.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, rule.getValue());
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

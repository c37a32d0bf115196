package io.tidewatch.metric;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The metric files this repository ships. */
final class RulesFolder {
    private RulesFolder() {}

    static Map<String, String> metricFiles() {
        Path folder = Path.of(System.getProperty("rules.folder"), "metrics");
        Map<String, String> files = new TreeMap<>();
        try (var listed = Files.list(folder)) {
            for (Path file : listed.toList()) {
                files.put("metrics/" + file.getFileName(), Files.readString(file));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return files;
    }
}

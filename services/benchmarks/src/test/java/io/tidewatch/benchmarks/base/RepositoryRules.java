package io.tidewatch.benchmarks.base;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.MetricLanguage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kinds of record and the metrics that the project ships: what a generated base must be good for. */
final class RepositoryRules {

    private RepositoryRules() {}

    static CheckedLanguage language() {
        Path rules = Path.of(System.getProperty("api-specs")).resolveSibling("rules");
        Map<String, String> files = new TreeMap<>();
        add(files, rules, List.of("records", "metrics", "."));
        CheckedLanguage language = MetricLanguage.check(files);
        if (language.vocabulary().kinds().size() < 25) {
            throw new IllegalStateException(
                    "Only these kinds were found: " + language.vocabulary().names());
        }
        return language;
    }

    private static void add(Map<String, String> files, Path root, List<String> folders) {
        for (String name : folders) {
            Path folder = root.resolve(name).normalize();
            if (Files.isDirectory(folder)) {
                try (Stream<Path> paths = Files.list(folder)) {
                    for (Path path : paths.filter(file -> file.toString().endsWith(".yaml"))
                            .toList()) {
                        files.put(root.relativize(path).toString(), Files.readString(path));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}

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

/** The kinds of record of the rules and the library, and the metrics of the rules, or those that the library is tested with. */
final class RepositoryRules {

    private static final String METRIC = "metrics/nps.yaml";

    private RepositoryRules() {}

    static CheckedLanguage language() {
        Path root = Path.of(System.getProperty("api-specs")).resolveSibling("");
        Path rules = root.resolve("rules");
        Path draft = root.resolve("services/metric-catalogue/src/test/resources/io/tidewatch/metric/language/rules");
        Map<String, String> files = new TreeMap<>();
        add(files, rules, List.of("records"));
        add(files, Files.exists(draft.resolve(METRIC)) ? draft : rules, List.of("metrics", "."));
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

package io.tidewatch.benchmarks.base;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kinds of record of this repository: those that ship with the library and those of the rules. */
final class DeclaredVocabulary {

    private DeclaredVocabulary() {}

    static Vocabulary read() {
        Path root = Path.of(System.getProperty("api-specs")).resolveSibling("");
        Map<String, String> files = new TreeMap<>();
        for (String folder : List.of(
                "services/metric-catalogue/src/test/resources/io/tidewatch/metric/language/rules/records",
                "rules/records")) {
            add(files, root.resolve(folder));
        }
        CheckedLanguage language = MetricLanguage.check(files);
        if (language.vocabulary().kinds().size() < 25) {
            throw new IllegalStateException(
                    "Only these kinds were found: " + language.vocabulary().names());
        }
        return language.vocabulary();
    }

    private static void add(Map<String, String> files, Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                files.put("records/" + path.getFileName(), Files.readString(path));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

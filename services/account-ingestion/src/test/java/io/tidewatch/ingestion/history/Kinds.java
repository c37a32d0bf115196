package io.tidewatch.ingestion.history;

import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The kinds of record that metrics can read. */
final class Kinds {

    private static final Path FOLDER = Path.of(System.getProperty("api-specs"), "../rules/records");

    private Kinds() {}

    static Vocabulary vocabulary() {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> paths = Files.list(FOLDER)) {
            for (Path path : List.copyOf(paths.toList())) {
                files.put("records/" + path.getFileName(), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MetricLanguage.check(files).vocabulary();
    }
}

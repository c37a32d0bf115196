package io.tidewatch.metric.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The kinds of record, shared words and metrics that this repository ships in its rules folder. */
public final class RulesFolder {
    private RulesFolder() {}

    /** Path → text; may be changed. */
    public static Map<String, String> files() {
        Map<String, String> files = records();
        files.put("shared.yaml", text(root().resolve("shared.yaml")));
        add("metrics", files);
        return files;
    }

    /** Only the kinds of record. */
    static Map<String, String> records() {
        Map<String, String> files = new TreeMap<>();
        add("records", files);
        return files;
    }

    private static Path root() {
        return Path.of(System.getProperty("rules.folder"));
    }

    private static void add(String folder, Map<String, String> files) {
        try (var listed = Files.list(root().resolve(folder))) {
            for (Path file : listed.toList()) {
                files.put(folder + "/" + file.getFileName(), text(file));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}

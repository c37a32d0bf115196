package io.tidewatch.metric.language;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shared words and metrics that the tests of the language own, and the kinds of record of the rules folder. An edit of the
 * metrics there breaks none of these tests.
 */
public final class DraftFiles {
    private static final Map<String, String> FILES = read();

    private DraftFiles() {}

    /** A copy: path → text. */
    public static Map<String, String> all() {
        return new TreeMap<>(FILES);
    }

    private static Map<String, String> read() {
        try {
            Path root = Path.of(DraftFiles.class.getResource("rules").toURI());
            Map<String, String> files = new TreeMap<>(RulesFolder.records());
            // A kind that only the tests of mistakes need.
            files.put("records/interview.yaml", Files.readString(root.resolveSibling("interview.yaml")));
            try (var found = Files.walk(root)) {
                for (Path file : found.filter(Files::isRegularFile).toList()) {
                    files.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
                }
            }
            return files;
        } catch (IOException | URISyntaxException broken) {
            throw new IllegalStateException(broken);
        }
    }
}

package io.tidewatch.metric.language;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The draft of records, shared words and metrics that the tests of the language read. */
public final class DraftFiles {
    private static final Map<String, String> FILES = read();

    private DraftFiles() {}

    /** A copy: path → text. */
    public static Map<String, String> all() {
        return new TreeMap<>(FILES);
    }

    private static Map<String, String> read() {
        try {
            Map<String, String> files = new TreeMap<>();
            read(Path.of(System.getProperty("rules.folder")), "records", files);
            read(Path.of(DraftFiles.class.getResource("rules").toURI()), "", files);
            return files;
        } catch (IOException | URISyntaxException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void read(Path root, String folder, Map<String, String> files) throws IOException {
        try (var found = Files.walk(root.resolve(folder))) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
    }
}

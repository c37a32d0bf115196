package io.tidewatch.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The values that the chart is rendered with: minimal.yaml, and what stands in value-sets.yaml over it. */
final class ValueSets {

    static final Path MINIMAL = resource("/values/minimal.yaml");
    static final Path PRODUCTION_LIKE = resource("/values/production-like.yaml");

    private static final Map<String, Object> SETS = read(resource("/value-sets.yaml"));

    private ValueSets() {}

    static List<String> names() {
        return List.copyOf(SETS.keySet());
    }

    /** The set of that name as a file of its own. */
    static Path file(String name) {
        if (!SETS.containsKey(name)) {
            throw new IllegalArgumentException("no set " + name);
        }
        return of(new Yaml().dump(SETS.get(name)));
    }

    /** Values, in YAML, as a file of their own. */
    static Path of(String yaml) {
        try {
            Path file = Files.createTempFile("values-", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> read(Path yaml) {
        try {
            return new Yaml().load(Files.readString(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resource(String name) {
        try {
            return Path.of(ValueSets.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.tidewatch.metric.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A change of the evaluator's source that makes it wrong.
 *
 * @param name what it breaks, in a few words
 * @param file below {@code io/tidewatch/metric/evaluation}
 * @param text what is replaced; must be there exactly once
 */
record Mutation(String name, String file, String text, String replacement) {
    private static final Path SOURCES = Path.of("src/main/java/io/tidewatch/metric/evaluation");
    private static final String LIST = "/io/tidewatch/metric/evaluation/mutations.yaml";

    /** The committed list. */
    static List<Mutation> all() {
        try (InputStream in = Mutation.class.getResourceAsStream(LIST)) {
            List<Mutation> mutations = new ArrayList<>();
            List<?> list = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            for (Object item : list) {
                Map<?, ?> entry = (Map<?, ?>) item;
                mutations.add(new Mutation(
                        (String) entry.get("name"), (String) entry.get("file"), (String) entry.get("text"), (String)
                                entry.get("replacement")));
            }
            return mutations;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The sources of the evaluator: name of the class → text. */
    static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.put(SOURCES.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return sources;
    }

    /** How often the text is in its file. */
    int occurrences(Map<String, String> sources) {
        String source = sources.getOrDefault(file, "");
        int found = 0;
        for (int at = source.indexOf(text); at >= 0; at = source.indexOf(text, at + 1)) {
            found++;
        }
        return found;
    }

    /** The sources with this change. */
    Map<String, String> applied(Map<String, String> sources) {
        Map<String, String> changed = new TreeMap<>(sources);
        changed.put(file, sources.get(file).replace(text, replacement));
        return changed;
    }

    @Override
    public String toString() {
        return name;
    }
}

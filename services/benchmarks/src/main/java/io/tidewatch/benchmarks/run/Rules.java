package io.tidewatch.benchmarks.run;

import io.tidewatch.metric.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The catalogue that the project ships. */
public final class Rules {

    private Rules() {}

    /**
     * Reads it.
     *
     * @param rules the folder
     * @param text changes the text of each file
     */
    public static Catalogue catalogue(Path rules, UnaryOperator<String> text) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(rules, 2)) {
            List<Path> texts =
                    paths.filter(file -> file.toString().endsWith(".yaml")).toList();
            for (Path path : texts) {
                files.put(rules.relativize(path).toString(), text.apply(Files.readString(path)));
            }
        }
        return Catalogue.parse(files);
    }
}

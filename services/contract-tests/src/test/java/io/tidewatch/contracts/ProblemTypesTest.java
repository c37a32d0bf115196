package io.tidewatch.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** api-specs/README.md lists the problem types of the services, all of them and no other. */
class ProblemTypesTest {

    private static final Pattern CONSTANT = Pattern.compile("(?m)^ {4}([A-Z][A-Z0-9_]+)(\\([^;]*?\\))?[,;]");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (\\d{3}) \\|");

    @Test
    void theReadmeListsEveryProblemTypeOfTheServicesAndNoOther() throws IOException {
        String readme = Files.readString(Contract.folder().resolve("README.md"));
        SortedSet<String> listed =
                ROW.matcher(readme).results().map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).isEqualTo(used());
    }

    private static SortedSet<String> used() throws IOException {
        SortedSet<String> slugs = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Contract.folder().resolveSibling("services"))) {
            files.filter(file -> file.toString().matches(".*/src/main/java/.*Problem\\.java"))
                    .map(ProblemTypesTest::text)
                    .filter(text -> text.contains("enum ") && text.contains("implements ProblemType"))
                    .flatMap(ProblemTypesTest::slugs)
                    .forEach(slugs::add);
        }
        return slugs;
    }

    /** The name of a constant is the slug. */
    private static Stream<String> slugs(String text) {
        return CONSTANT.matcher(text)
                .results()
                .map(constant -> constant.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

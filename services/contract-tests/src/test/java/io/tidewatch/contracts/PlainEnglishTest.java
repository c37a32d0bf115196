package io.tidewatch.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what people read to plain technical English: the phrases of {@code plain-english.txt} must not occur in it. */
class PlainEnglishTest {

    private static final Path ROOT = Path.of(System.getProperty("api-specs")).getParent();
    private static final Pattern DOCUMENT = Pattern.compile(".*\\.(md|txt|yaml|yml|html|drl|csv|tpl|sql)|Makefile");
    // Text blocks first: a quote inside one does not begin a string.
    private static final Pattern JAVA_STRING = Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*.*?\\*/");

    private record Phrase(Pattern pattern, String instead) {}

    @Test
    void textsThatPeopleReadAreInPlainEnglish() throws IOException {
        List<Phrase> phrases = phrases();
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            String text = Files.readString(file);
            if (file.toString().endsWith(".java")) {
                search(phrases, file, text, JAVA_STRING, found);
                search(phrases, file, text, JAVADOC, found);
            } else {
                search(phrases, file, text, Pattern.compile("(?s).*"), found);
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void eachPhraseIsFoundInWhatItForbids() throws IOException {
        assertThat(matches("Who is told, and what is no number.")).hasSize(2);
        assertThat(matches("There is no such run. It is no longer open. Here is no such page."))
                .isEmpty();
    }

    private static List<String> matches(String text) throws IOException {
        List<String> found = new ArrayList<>();
        search(phrases(), ROOT.resolve("sample"), text, Pattern.compile("(?s).*"), found);
        return found;
    }

    private static void search(List<Phrase> phrases, Path file, String text, Pattern part, List<String> found) {
        Matcher parts = part.matcher(text);
        while (parts.find()) {
            for (Phrase phrase : phrases) {
                Matcher matcher = phrase.pattern().matcher(text).region(parts.start(), parts.end());
                matcher.useTransparentBounds(true);
                while (matcher.find()) {
                    long line = text.substring(0, matcher.start()).lines().count();
                    found.add(ROOT.relativize(file) + ":" + Math.max(1, line) + ": \""
                            + matcher.group().strip() + "\"; write " + phrase.instead());
                }
            }
        }
    }

    private static List<Phrase> phrases() throws IOException {
        Path list = Path.of("src/test/resources/plain-english.txt");
        return Files.readAllLines(list).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" => ", 2))
                .map(parts -> new Phrase(Pattern.compile(parts[0], Pattern.CASE_INSENSITIVE), parts[1]))
                .toList();
    }

    /** Documents at the top, contracts, rules, the chart, and what the services are built from; no tests. */
    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("Makefile")));
        for (String folder : List.of("api-specs", "rules", "helm", ".github", "services")) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
                all.filter(Files::isRegularFile)
                        .filter(file ->
                                DOCUMENT.matcher(file.getFileName().toString()).matches()
                                        || file.toString().endsWith(".java"))
                        .filter(file -> !file.toString().matches(".*/(target|src/test)/.*"))
                        .forEach(files::add);
            }
        }
        return files;
    }
}

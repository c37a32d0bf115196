package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.HarmlessRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.pack.Packs;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the checks must let pass: a small file for each construct of the style guide. Each says in its first line what it
 * shows.
 */
class HarmlessRulesTest {
    /** In a table the note is the cell of a spreadsheet. */
    private static final Pattern SHOWS =
            Pattern.compile("\uFEFF?(?:(?://|#) shows: ([^\r\n]*)|\"// shows: ([^\r\n]*)\")\r?\n");

    private static final Pattern IN_BACKTICKS = Pattern.compile("`([^`]+)`");

    private static CompiledBundle compiled;

    /** Fails with the problem of the file that is refused. */
    @BeforeAll
    static void noneIsRefused() {
        compiled = new BundleCompiler().compile(RuleBundle.of(HarmlessRules.withFixture()));
    }

    @AfterAll
    static void dispose() {
        compiled.dispose();
    }

    @Test
    void thereAreAtLeastFifty() {
        assertThat(HarmlessRules.files()).hasSizeGreaterThanOrEqualTo(50);
    }

    @Test
    void noThresholdIsLost() {
        Set<String> compiledIds = Stream.concat(
                        compiled.thresholds().stream(), compiled.portfolio().thresholds().stream())
                .map(ThresholdDefinition::id)
                .collect(Collectors.toSet());
        assertThat(HarmlessRules.files().keySet().stream()
                        .filter(file -> file.startsWith("thresholds/") && !file.equals(Packs.FILE))
                        .map(file -> file.substring("thresholds/".length(), file.indexOf('.'))))
                .isNotEmpty()
                .allMatch(compiledIds::contains);
    }

    @Test
    void eachConstructOfTheStyleGuideHasAFile() throws IOException {
        Path guide = Path.of(System.getProperty("rules.folder"), "STYLE_GUIDE.md");
        List<String> constructs = Files.readString(guide)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.replace("\\|", "\u2016").split("\\|")[1].replace('\u2016', '|'))
                .flatMap(cell -> IN_BACKTICKS.matcher(cell).results())
                .map(construct -> construct.group(1))
                .toList();
        assertThat(constructs).hasSizeGreaterThan(50);
        assertThat(shown()).containsAll(constructs);
    }

    /** What the code knows and the guide may have forgotten. */
    @Test
    void eachWordOfTheCodeHasAFile() {
        Set<String> words = new TreeSet<>();
        for (RuleForm form : RuleForm.values()) {
            form.annotations().forEach(annotation -> words.add("@" + annotation));
            words.add(form.firstFact());
            form.moreFacts(compiled.vocabulary()).stream()
                    .filter(Vocabulary.OWN_FACTS::contains)
                    .forEach(words::add);
            words.add(form.service() + "." + form.method());
        }
        words.addAll(Level.ofRaisedFlags());
        Arrays.stream(Question.values()).map(Enum::name).forEach(words::add);
        assertThat(shown()).containsAll(words);
        Map<String, Property> touchpoint = compiled.vocabulary().fact(Vocabulary.TOUCHPOINT);
        String judgements = text("playbooks/", ".drl");
        assertThat(touchpoint.keySet())
                .filteredOn(property -> !property.endsWith("Known") && !property.endsWith("Unknown"))
                .allMatch(property -> judgements.contains(property));
        assertThat(Vocabulary.RUN_PROPERTIES).allMatch(judgements::contains);
    }

    @Test
    void eachPartOfAPlaybookAndOfAJourneyHasAFile() throws IOException {
        assertThat(parts("playbook")).hasSizeGreaterThan(10).allMatch(text("playbooks/", ".yaml")::contains);
        assertThat(parts("journey")).hasSizeGreaterThan(5).allMatch(text("journeys/", ".yaml")::contains);
        assertThat(parts("calendar")).hasSizeGreaterThan(3).allMatch(text("calendar", ".yaml")::contains);
    }

    /** The keys that a schema allows at the top of a file. */
    private static List<String> parts(String kind) throws IOException {
        try (var schema = HarmlessRulesTest.class.getResourceAsStream(kind + ".schema.yaml")) {
            String text = new String(schema.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            String top = text.substring(text.indexOf("\nproperties:\n"), text.indexOf("\n$defs:"));
            return Pattern.compile("(?m)^  ([A-Za-z]+):")
                    .matcher(top)
                    .results()
                    .map(key -> "\n" + key.group(1) + ":")
                    .toList();
        }
    }

    /** The texts of the files of a kind. */
    private static String text(String folder, String ending) {
        return HarmlessRules.files().entrySet().stream()
                .filter(file ->
                        file.getKey().startsWith(folder) && file.getKey().endsWith(ending))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining("\n", "\n", ""));
    }

    private static Set<String> shown() {
        return HarmlessRules.files().values().stream()
                .map(HarmlessRulesTest::shows)
                .flatMap(shows -> Arrays.stream(shows.split("; ")))
                .collect(Collectors.toSet());
    }

    private static String shows(String text) {
        Matcher shows = SHOWS.matcher(text);
        assertThat(shows.lookingAt())
                .as("the first line says what is shown: " + text.lines().findFirst())
                .isTrue();
        return shows.group(1) == null ? shows.group(2) : shows.group(1);
    }
}

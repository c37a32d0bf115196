package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.BundleRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules that try to do what no rule may do. Each file says on its first two lines how it has to be refused. One that keeps
 * a parser busy fails its own test; it does not stop the build.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileRulesTest {
    private static final Path CORPUS = Path.of("src/test/resources/hostile");
    private static final Path TRACE = Path.of("target/hostile-ran");
    private static final Vocabulary VOCABULARY =
            new Vocabulary(Catalogue.parse(FixtureRules.bundle().files()), Map.of());
    private static final Pattern ACCOUNT = Pattern.compile("(?m)^    \\$account : Account\\( (.*) \\)$");
    private static volatile boolean marked;

    /** Called by hostile rules that get as far as running. */
    public static int mark() {
        marked = true;
        return 1;
    }

    /** Whether one of them did. */
    static boolean ran() {
        return marked;
    }

    /** A class with a trace in its initialiser. */
    public static final class Early {
        static {
            mark();
        }
    }

    @BeforeAll
    static void removeTraces() throws IOException {
        Files.deleteIfExists(TRACE);
    }

    @AfterAll
    static void nothingOfItRan() {
        assertThat(marked).as("code of a hostile rule ran").isFalse();
        assertThat(TRACE).doesNotExist();
    }

    static Stream<Path> corpus() throws IOException {
        return Files.list(CORPUS).sorted();
    }

    static String nameInBundle(Path file) {
        String name = file.getFileName().toString();
        String ending = name.substring(name.indexOf('.'));
        return (name.startsWith("judgement-") ? "playbooks" : "thresholds") + "/hostile" + ending;
    }

    static Stream<Path> corpusOfBothLayers() throws IOException {
        return corpus().filter(file -> !read(file).contains("first layer only"));
    }

    @Test
    void theCorpusIsThere() throws IOException {
        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(170);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isRefusedWithFileLineAndReason(Path file) {
        String text = read(file);
        String[] lines = text.split("\n");
        String reason = lines[0].substring("// refused: ".length());
        int line = Integer.parseInt(lines[1].replaceAll("// line: ([0-9]+).*", "$1"));
        String name = nameInBundle(file);
        BundleRefusedException refused = catchThrowableOfType(BundleRefusedException.class, () -> new BundleCompiler()
                .compile(FixtureRules.with(Map.of(name, text))));
        assertThat(refused).as("the rules should have been refused").isNotNull();
        assertThat(refused.problems()).allMatch(problem -> problem.file().equals(name));
        String place = line == 0 ? name + ": " : name + ":" + line + ": ";
        assertThat(refused.problems())
                .extracting(FileProblem::describe)
                .anyMatch(problem -> problem.startsWith(place) && problem.contains(reason));
    }

    /** What would be left if the first layer overlooked a text altogether: nothing that gets as far as being defined. */
    @ParameterizedTest
    @MethodSource("corpusOfBothLayers")
    void isRefusedByTheSecondLayerOrHarmless(Path file) {
        String globals = "global io.tidewatch.rule.fact.Flags flags;\n";
        String text = read(file).replaceAll("flags.raise\\((.account|.portfolio), \"t\"\\)", "flags.fired($1, 0)");
        String drl = text.replaceFirst("(?m)^package [a-z.]+;.*$", "package rules;\n" + globals)
                .replaceAll("(?m)^ +@threshold.*$", "");
        assertRefusedBySecondLayer(file, drl);
    }

    private static void assertRefusedBySecondLayer(Path file, String drl) {
        boolean ofPortfolio = file.getFileName().toString().startsWith("portfolio-");
        DroolsBuild build = new DroolsBuild(ofPortfolio ? VOCABULARY.ofPortfolio() : VOCABULARY);
        DroolsBuild.Built built;
        try {
            built = build.compile(drl);
        } catch (RuntimeException | StackOverflowError notEvenBuilt) {
            return;
        }
        build.discard(built.releaseId());
        if (!HARMLESS_ALONE.contains(file.getFileName().toString())) {
            assertThat(built.errors()).isNotEmpty();
        }
    }

    /** The files whose condition is hostile; it can stand in a bound, too. */
    static Stream<Path> hostileConditions() throws IOException {
        return corpus().filter(file -> condition(file) != null);
    }

    static Stream<Path> hostileConditionsOfBothLayers() throws IOException {
        return corpusOfBothLayers().filter(file -> condition(file) != null);
    }

    /** The condition of a file whose conditions are what is hostile, else null. */
    private static String condition(Path file) {
        Matcher account = ACCOUNT.matcher(read(file));
        return account.find() && !account.group(1).equals("arr > 1") ? account.group(1) : null;
    }

    @Test
    void theHostileConditionsAreThere() throws IOException {
        assertThat(hostileConditions()).hasSizeGreaterThanOrEqualTo(50);
    }

    @ParameterizedTest
    @MethodSource("hostileConditions")
    void isRefusedAsABoundToo(Path file) {
        for (String bound : List.of("clear", "healthy")) {
            String text = """
                    package rules;
                    rule "r"
                        @threshold("t") @level("WATCH") @question("NONE") @because("x")
                        @%s("%s")
                    when
                        $account : Account( arr > 1 )
                    then
                        flags.raise($account, "t");
                    end
                    """.formatted(bound, condition(file).replace('"', '\''));
            BundleRefusedException refused =
                    catchThrowableOfType(BundleRefusedException.class, () -> new BundleCompiler()
                            .compile(FixtureRules.with(Map.of("thresholds/hostile.drl", text))));
            assertThat(refused).as("the rules should have been refused").isNotNull();
            assertThat(refused.problems()).allMatch(problem -> problem.file().equals("thresholds/hostile.drl"));
        }
    }

    /** What would be left if the first layer overlooked a bound. */
    @ParameterizedTest
    @MethodSource("hostileConditionsOfBothLayers")
    void isRefusedAsABoundByTheSecondLayerOrHarmless(Path file) {
        RuleSource rule = new RuleSource(
                0,
                "f",
                1,
                "r",
                Map.of(),
                Map.of(),
                List.of(account("arr > 1")),
                "t",
                "$account",
                null,
                null,
                new RuleSource.Further(1, account(condition(file))),
                null);
        assertRefusedBySecondLayer(file, GeneratedSources.rules(List.of(rule)));
    }

    private static RuleSource.Pattern account(String condition) {
        return new RuleSource.Pattern(
                "$account", Vocabulary.ACCOUNT, List.of(), List.of(condition), Set.of(), List.of(), List.of());
    }

    /** Wrong for other reasons than what they do: the second layer, which looks at deeds only, may let them pass. */
    private static final List<String> HARMLESS_ALONE = List.of(
            "a-global.drl",
            "an-attribute-for-the-file.drl",
            "an-entry-point.drl",
            "another-package.drl",
            "compare-with-null.drl",
            "dialect.drl",
            "dialect-java.drl",
            "division.drl",
            "global-of-any-type.drl",
            "import-a-class.drl",
            "import-a-function.drl",
            "import-everything.drl",
            "import-static.drl",
            "inline-cast.drl",
            "instance-of.drl",
            "internal-method-of-the-service.drl",
            "label-and-switch.drl",
            "named-consequence.drl",
            "nothing-asked.drl",
            "number-without-end.drl",
            "portfolio-twice.drl",
            "second-account.drl");

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}

package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.FileText;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.HarmlessRules;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Harmless and hostile files with changes at random: each is compiled, or refused with a file, a line and a sentence for
 * people. None ends in an exception, hangs or leaves a trace.
 */
class RuleFuzzTest {
    private static final int SECONDS_OF_A_MUTANT = 30;
    private static final int COMPILED_TOGETHER = 60;
    private static final Vocabulary VOCABULARY = HarmlessWords.VOCABULARY;
    /** Words of compilers and parsers; what a sentence quotes does not count. */
    private static final Pattern NOT_FOR_PEOPLE =
            Pattern.compile("Exception|Error:|java[./]|javax?\\.|org[./](drools|kie)|"
                    + "io[./]tidewatch|Lambda|[Mm]vel|antlr|\\bERR\\b|rules/|@[0-9a-f]{6,}|cannot be compiled|\\bnull\\b(?!; use)|\\$[0-9]"
                    + "|cannot be parsed\\.$|snakeyaml|in 'reader'|expected <");

    private static final Pattern QUOTED = Pattern.compile("'[^']*'|'.*$|\"[^\"]*\"|\\{[^}]*}");
    private static final Pattern OF_THE_WHOLE_FILE =
            Pattern.compile("(The|A) (file|table|bundle|name of a file)\\b.*|.*\\bfile\\b.*|.*bundle.*");

    private final Random random = FuzzRun.random();
    private final Map<String, String> findings = new LinkedHashMap<>();
    private final Set<String> distinct = new HashSet<>();
    private final List<RuleSource> accepted = new ArrayList<>();
    private final Map<String, String> textOf = new LinkedHashMap<>();
    private int refused;
    private int compiled;

    @Test
    void mutantsOfRulesAndTablesAreCompiledOrRefusedWithASentence() throws IOException {
        Map<String, String> corpus = corpus();
        List<Map.Entry<String, String>> files = List.copyOf(corpus.entrySet());
        TextMutations mutations = new TextMutations(random, List.copyOf(corpus.values()));
        FuzzRun run = new FuzzRun("rules and tables", 0.5, 600);
        while (run.goesOn()) {
            Map.Entry<String, String> file = files.get(random.nextInt(files.size()));
            String kind = file.getKey().substring(0, file.getKey().indexOf('/'));
            String ending = file.getKey().endsWith(".csv") ? ".drl.csv" : ".drl";
            String name = kind + "/mutant-" + run.number() + ending;
            String mutant = mutations.of(file.getValue());
            inTime(name, mutant, () -> firstLayer(name, mutant));
            if (accepted.size() >= COMPILED_TOGETHER) {
                secondLayer();
            }
        }
        secondLayer();
        run.finish(refused + " refused, " + compiled + " different ones compiled and run");
        assertThat(findings.values()).isEmpty();
        assertThat(refused).isPositive();
        assertThat(compiled).isPositive();
    }

    @Test
    void mutantsOfOtherFilesAreCompiledOrRefusedWithASentence() {
        Map<String, String> bundle = new TreeMap<>(FixtureRules.bundle().files());
        bundle.keySet().removeIf(file -> file.startsWith("scenarios/"));
        HarmlessRules.files().forEach((file, text) -> {
            if (!file.startsWith("thresholds/")) {
                bundle.put(file, text);
            }
        });
        String silence = "thresholds/greater-or-equal.drl";
        bundle.put(silence, HarmlessRules.files().get(silence));
        bundle.put("thresholds/packs.yaml", """
                ENTERPRISE: {on: start, start: [greater-or-equal]}
                CONSUMPTION: {on: all, start: [power-users-low]}
                PRODUCT_LED: {on: [], start: [power-users-high]}
                SEAT_BASED: {on: [seat-limit], start: [seat-limit]}
                EVERYONE: {on: start, start: [executive-silence]}
                """);
        List<String> files =
                bundle.keySet().stream().filter(file -> file.endsWith(".yaml")).toList();
        TextMutations mutations = new TextMutations(random, List.copyOf(bundle.values()));
        new BundleCompiler().compile(RuleBundle.of(bundle)).dispose();
        FuzzRun run = new FuzzRun("other files", 0.2, 40);
        while (run.goesOn()) {
            String file = files.get(random.nextInt(files.size()));
            Map<String, String> changed = new TreeMap<>(bundle);
            changed.put(file, mutations.of(bundle.get(file)));
            inTime(file, changed.get(file), () -> whole(changed));
        }
        run.finish(refused + " refused, " + compiled + " compiled");
        assertThat(findings.values()).isEmpty();
    }

    /** Path in the bundle → text of each harmless and hostile rule file. */
    private static Map<String, String> corpus() throws IOException {
        Map<String, String> corpus = new TreeMap<>(HarmlessRules.files());
        corpus.keySet().removeIf(file -> !file.endsWith(".drl") && !file.endsWith(".csv"));
        try (Stream<Path> hostile = HostileRulesTest.corpus()) {
            for (Path file : hostile.toList()) {
                String folder = HostileRulesTest.nameInBundle(file).replaceFirst("/.*", "/");
                corpus.put(folder + "hostile-" + file.getFileName(), Files.readString(file));
            }
        }
        return corpus;
    }

    private static List<RuleSource> read(String file, String text, int firstNumber, ProblemList problems) {
        return FileText.check(file, text, problems) ? HarmlessWords.read(file, text, firstNumber, problems) : List.of();
    }

    private List<FileProblem> firstLayer(String file, String text) {
        ProblemList problems = new ProblemList();
        List<RuleSource> rules = read(file, text, 0, problems);
        if (file.startsWith("thresholds/") && problems.isEmpty()) {
            boolean portfolio = rules.getFirst().isOfPortfolio();
            List<RuleSource> alike = rules.stream()
                    .filter(rule -> rule.isOfPortfolio() == portfolio)
                    .toList();
            Thresholds.of(alike, portfolio ? VOCABULARY.ofPortfolio() : VOCABULARY, problems);
        }
        if (problems.isEmpty() && distinct.add(GeneratedSources.rules(rules))) {
            int first = accepted.isEmpty() ? 0 : accepted.getLast().lastNumber() + 1;
            accepted.addAll(read(file, text, first, problems));
            textOf.put(file, text);
        }
        return problems.sorted();
    }

    /** Compiles and runs what the first layer let pass. */
    private void secondLayer() {
        for (boolean portfolio : new boolean[] {false, true}) {
            Vocabulary words = portfolio ? VOCABULARY.ofPortfolio() : VOCABULARY;
            List<RuleSource> rules = accepted.stream()
                    .filter(rule -> rule.isOfPortfolio() == portfolio)
                    .toList();
            ProblemList problems = new ProblemList();
            List<RuleSessions.Part> parts = new DroolsBuild(words).build(rules, problems);
            problems.sorted()
                    .forEach(problem -> finding(problem.file(), problem.describe(), textOf.get(problem.file())));
            if (problems.isEmpty()) {
                RuleSessions sessions = new RuleSessions(parts);
                sessions.judgeAccounts(List.of(row(words, 1), row(words, Double.NaN)), rules.size());
                sessions.dispose();
                compiled += rules.size();
            }
        }
        accepted.clear();
        textOf.clear();
    }

    private static AccountRow row(Vocabulary words, double value) {
        double[] numbers =
                new double[words.metrics().size() + words.attributes().size()];
        String[] texts = new String[words.attributes().size()];
        Arrays.fill(numbers, value);
        Arrays.fill(texts, Double.isNaN(value) ? null : "true");
        return new AccountRow(numbers, texts);
    }

    private List<FileProblem> whole(Map<String, String> files) {
        try {
            new BundleCompiler().compile(RuleBundle.of(files)).dispose();
            compiled++;
            return List.of();
        } catch (BundleRefusedException problems) {
            return problems.problems();
        }
    }

    private void inTime(String file, String mutant, Supplier<List<FileProblem>> check) {
        CompletableFuture<List<FileProblem>> result = new CompletableFuture<>();
        Thread worker = Thread.ofPlatform().name("mutant").daemon().start(() -> {
            try {
                result.complete(check.get());
            } catch (Throwable failed) {
                result.completeExceptionally(failed);
            }
        });
        try {
            List<FileProblem> problems = result.get(SECONDS_OF_A_MUTANT, TimeUnit.SECONDS);
            refused += problems.isEmpty() ? 0 : 1;
            // What another file lacks now is a problem of that file as a whole.
            problems.stream().filter(problem -> problem.file().equals(file)).forEach(problem -> look(problem, mutant));
        } catch (TimeoutException late) {
            finding(file, "hangs: " + Arrays.toString(worker.getStackTrace()), mutant);
        } catch (ExecutionException failed) {
            finding(
                    file,
                    failed.getCause() + " " + Arrays.toString(failed.getCause().getStackTrace()),
                    mutant);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Whether a problem helps whoever reads it. */
    private void look(FileProblem problem, String mutant) {
        String sentence = problem.sentence();
        boolean ends = sentence.matches("(?s).*[.;)?…]");
        boolean placed =
                problem.line() > 0 || OF_THE_WHOLE_FILE.matcher(sentence).matches();
        String own = QUOTED.matcher(sentence).replaceAll("''");
        if (!ends || sentence.length() < 10 || !placed || speaksOfItsOwn(own, mutant)) {
            finding(problem.file(), problem.describe(), mutant);
        }
    }

    /** Whether a sentence has words of a compiler that the file did not bring. */
    private static boolean speaksOfItsOwn(String sentence, String mutant) {
        return NOT_FOR_PEOPLE.matcher(sentence).results().anyMatch(word -> !mutant.contains(word.group()));
    }

    /** Keeps one mutant of each kind of finding. */
    private void finding(String file, String what, String mutant) {
        String text = mutant == null ? "" : mutant.substring(0, Math.min(mutant.length(), 3000));
        findings.putIfAbsent(
                QUOTED.matcher(what).replaceAll("").replaceAll("[0-9]+", ""),
                ProblemList.printable(file + ": " + what) + "\n" + text);
    }
}

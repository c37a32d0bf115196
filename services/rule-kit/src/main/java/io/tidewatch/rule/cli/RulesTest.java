package io.tidewatch.rule.cli;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.BundleWords;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.scenario.ScenarioReport;
import io.tidewatch.rule.scenario.ScenarioResult;
import io.tidewatch.rule.scenario.ScenarioRunner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command line for analysts and CI: checks, compiles and tries out a folder of rules.
 *
 * <ul>
 *   <li>{@code rules-test <folder>} runs the scenarios; exit code 0 when all pass, 1 when something is wrong
 *   <li>{@code facts <folder>} writes FACTS.md into the folder
 *   <li>{@code facts-verify <folder>} exit code 1 when FACTS.md is not current
 * </ul>
 *
 * A folder alone means rules-test. Exit code 2: called wrongly.
 */
public final class RulesTest {
    private static final String PAGE = "FACTS.md";

    private final PrintStream out;

    RulesTest(PrintStream out) {
        this.out = out;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Drools speaks SLF4J; a command line needs no log, nor the warning that there is none.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(new RulesTest(System.out).run(List.of(arguments)));
    }

    /** Runs a command and returns its exit code. */
    int run(List<String> arguments) {
        List<String> words = arguments.size() == 1 ? List.of("rules-test", arguments.getFirst()) : arguments;
        if (words.size() != 2 || !Files.isDirectory(Path.of(words.get(1)))) {
            out.println("Usage: (rules-test | facts | facts-verify) <folder of the rules>");
            return 2;
        }
        Path folder = Path.of(words.get(1));
        try {
            return switch (words.getFirst()) {
                case "rules-test" -> test(folder);
                case "facts" -> writeFacts(folder);
                case "facts-verify" -> verifyFacts(folder);
                default -> run(List.of());
            };
        } catch (BundleRefusedException refused) {
            print(refused.problems());
            return 1;
        } catch (IOException broken) {
            out.println("Reading or writing failed: " + broken.getMessage());
            return 1;
        }
    }

    private int test(Path folder) {
        RuleBundle files = RuleBundle.read(folder);
        try (CompiledBundle bundle = new BundleCompiler().compile(files)) {
            ScenarioReport report = ScenarioRunner.run(files, bundle);
            table(report);
            out.printf(
                    "%n%d thresholds, %d playbooks, %d messages, %d metrics; bundle %s%n",
                    bundle.thresholds().size(),
                    bundle.playbooks().size(),
                    bundle.messages().size(),
                    bundle.catalogue().tracked().size(),
                    bundle.hash().substring(0, 12));
            long failed =
                    report.results().stream().filter(result -> !result.passed()).count();
            out.printf("%d scenarios, %d failed%n", report.results().size(), failed);
            if (!report.passed()) {
                out.println();
                print(report.problems());
            }
            return report.passed() ? 0 : 1;
        }
    }

    private void table(ScenarioReport report) {
        String file = "";
        for (ScenarioResult result : report.results()) {
            if (!result.file().equals(file)) {
                file = result.file();
                out.printf("%n%s%n", file);
            }
            out.printf("  %-6s %s%n", result.passed() ? "ok" : "FAILED", result.name());
        }
    }

    private int writeFacts(Path folder) throws IOException {
        Files.writeString(folder.resolve(PAGE), facts(folder));
        out.println("Wrote " + PAGE);
        return 0;
    }

    private int verifyFacts(Path folder) throws IOException {
        Path page = folder.resolve(PAGE);
        boolean current = Files.exists(page) && Files.readString(page).equals(facts(folder));
        out.println(PAGE + (current ? " is current" : " is not current; write it again with the command 'facts'"));
        return current ? 0 : 1;
    }

    private static String facts(Path folder) {
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.read(folder))) {
            return FactsPage.of(BundleWords.of(bundle.catalogue()));
        }
    }

    private void print(List<FileProblem> problems) {
        problems.forEach(problem -> out.println(problem.describe()));
        out.printf("%d problem%s%n", problems.size(), problems.size() == 1 ? "" : "s");
    }
}

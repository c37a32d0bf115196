package io.tidewatch.rule.cli;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.BundleWords;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.scenario.ScenarioReport;
import io.tidewatch.rule.scenario.ScenarioResult;
import io.tidewatch.rule.scenario.ScenarioRunner;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The command line for analysts and CI: {@code rules-test <folder>} checks and compiles a folder of rules and runs its
 * scenarios. The pages FACTS.md, CATALOGUE.md and
 * PLAYBOOKS.md in the folder are written again when they are out of date. Exit code 0 when everything passes, 1 when
 * something is wrong, 2 when the command itself was wrong.
 */
public final class RulesTest {
    private static final String FACTS = "FACTS.md";
    private static final String CATALOGUE = "CATALOGUE.md";
    private static final String PLAYBOOKS = "PLAYBOOKS.md";

    private final PrintStream out;

    RulesTest(PrintStream out) {
        this.out = out;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Drools logs with SLF4J; without a logger SLF4J would print a warning first.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(new RulesTest(System.out).run(List.of(arguments)));
    }

    /** Runs a command and returns its exit code. */
    int run(List<String> arguments) {
        if (arguments.size() != 2
                || !arguments.getFirst().equals("rules-test")
                || !Files.isDirectory(Path.of(arguments.get(1)))) {
            out.println("Usage: rules-test <folder of the rules>");
            return 2;
        }
        try {
            return test(Path.of(arguments.get(1)));
        } catch (BundleRefusedException refused) {
            print(refused.problems());
            return 1;
        } catch (IOException | UncheckedIOException broken) {
            out.println("The folder could not be read or written: " + broken.getMessage());
            return 1;
        }
    }

    private int test(Path folder) throws IOException {
        RuleBundle files = RuleBundle.read(folder);
        files.skipped().forEach(name -> out.println("Skipped, not a rules file: " + ProblemList.printable(name)));
        try (CompiledBundle bundle = new BundleCompiler().compile(files)) {
            ScenarioReport report = ScenarioRunner.run(files, bundle);
            if (report.unreadable().isEmpty()) {
                table(report);
                summary(bundle, report);
            }
            if (!report.passed()) {
                print(report.problems());
            }
            refresh(folder.resolve(FACTS), FactsPage.of(BundleWords.of(bundle.catalogue(), bundle.playbooks())));
            refresh(folder.resolve(CATALOGUE), CataloguePage.of(bundle.catalogue()));
            refresh(folder.resolve(PLAYBOOKS), PlaybooksPage.of(bundle));
            return report.passed() ? 0 : 1;
        }
    }

    private void table(ScenarioReport report) {
        String file = "";
        for (ScenarioResult result : report.results()) {
            if (!result.file().equals(file)) {
                file = result.file();
                out.printf("%s%n", file);
            }
            out.printf("  %-6s %s%n", result.passed() ? "ok" : "FAILED", ProblemList.printable(result.name()));
        }
        out.println();
    }

    private void summary(CompiledBundle bundle, ScenarioReport report) {
        out.printf(
                "%s, %s, %s, %s; bundle %s%n",
                count(bundle.thresholds().size(), "threshold"),
                count(bundle.playbooks().size(), "playbook"),
                count(bundle.messages().size(), "message"),
                count(bundle.catalogue().tracked().size(), "metric"),
                bundle.hash().substring(0, 12));
        long failed =
                report.results().stream().filter(result -> !result.passed()).count();
        out.printf("%s, %d failed%n", count(report.results().size(), "scenario"), failed);
        unconfirmed(bundle);
        if (!report.passed()) {
            out.println();
        }
    }

    /** A playbook works only if those whom it involves know that they have a part in it. */
    private void unconfirmed(CompiledBundle bundle) {
        Map<Audience, Long> playbooks = bundle.playbooks().stream()
                .flatMap(playbook -> playbook.unconfirmed().stream())
                .collect(Collectors.groupingBy(role -> role, TreeMap::new, Collectors.counting()));
        playbooks.forEach((role, number) -> out.printf(
                "%s has not confirmed its part in %s%n",
                PlaybooksPage.name(role), count(number.intValue(), "playbook")));
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private void refresh(Path page, String text) throws IOException {
        if (Files.exists(page) && !Files.readString(page).equals(text)) {
            Files.writeString(page, text);
            out.printf("%n%s was out of date and was written again.%n", page.getFileName());
        }
    }

    private void print(List<FileProblem> problems) {
        problems.forEach(problem -> out.println(problem.describe()));
        out.println(count(problems.size(), "problem"));
    }
}

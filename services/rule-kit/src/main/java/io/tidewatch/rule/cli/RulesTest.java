package io.tidewatch.rule.cli;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.BundleWords;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.compile.RowChecks;
import io.tidewatch.rule.compile.RuleNotes;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.scenario.MutationRun;
import io.tidewatch.rule.scenario.ScenarioReport;
import io.tidewatch.rule.scenario.ScenarioResult;
import io.tidewatch.rule.scenario.ScenarioRunner;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.spelling.Spelling;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line for analysts and CI. {@code rules-test <folder>} checks and compiles a folder of rules and runs its
 * scenarios; the pages FACTS.md, CATALOGUE.md and PLAYBOOKS.md in the folder are written again when they are
 * out of date.
 * {@code rules-mutations <folder> [id …]} makes small changes to thresholds, playbooks and journeys, in memory, and names those
 * that no scenario notices. Exit code 0 when everything passes, 1 when something is wrong, 2 when the command itself was wrong.
 */
public final class RulesTest {
    private static final String FACTS = "FACTS.md";
    private static final String CATALOGUE = "CATALOGUE.md";
    private static final String PLAYBOOKS = "PLAYBOOKS.md";

    private final PrintStream out;

    private final Clock clock;

    RulesTest(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Drools logs with SLF4J; without a logger SLF4J would print a warning first.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(new RulesTest(System.out, Clock.systemUTC()).run(List.of(arguments)));
    }

    /** Runs a command and returns its exit code. */
    int run(List<String> arguments) {
        boolean test = arguments.size() == 2 && arguments.getFirst().equals("rules-test");
        boolean mutations = arguments.size() >= 2 && arguments.getFirst().equals("rules-mutations");
        if (!test && !mutations || !Files.isDirectory(Path.of(arguments.get(1)))) {
            out.println("Usage: rules-test <folder of the rules>");
            out.println("   or: rules-mutations <folder of the rules> [threshold, playbook or journey …]");
            return 2;
        }
        try {
            Path folder = Path.of(arguments.get(1));
            return test ? test(folder) : mutations(folder, arguments.subList(2, arguments.size()));
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
            ScenarioReport report = ScenarioRunner.runWithCoverage(files, bundle);
            List<RowChecks.Check> rows = new ArrayList<>(RowChecks.run(bundle, clock.instant()));
            rows.addAll(RowChecks.run(bundle.portfolio().bundle(), clock.instant()));
            ProblemList problems = new ProblemList();
            problems.addAll(report.problems());
            rows.stream()
                    .filter(check -> !check.passed())
                    .forEach(check -> problems.add(
                            check.file(),
                            check.line(),
                            "An account with " + check.account() + " should be " + check.expected() + " but is "
                                    + check.actual() + "."));
            if (report.unreadable().isEmpty()) {
                table(report);
                summary(bundle, report, rows.size());
            }
            if (problems.isEmpty()) {
                notes(bundle);
            } else {
                if (report.unreadable().isEmpty()) {
                    out.println();
                }
                print(problems.sorted());
            }
            refresh(folder.resolve(FACTS), FactsPage.of(BundleWords.of(bundle.catalogue(), bundle.playbooks())));
            refresh(folder.resolve(CATALOGUE), CataloguePage.of(bundle.catalogue()));
            refresh(folder.resolve(PLAYBOOKS), PlaybooksPage.of(bundle));
            return problems.isEmpty() ? 0 : 1;
        }
    }

    private int mutations(Path folder, List<String> ids) throws IOException {
        RuleBundle files = RuleBundle.read(folder);
        try (CompiledBundle bundle = new BundleCompiler().compile(files)) {
            ScenarioReport report = ScenarioRunner.run(files, bundle);
            List<FileProblem> wrong = report.problems();
            if (!wrong.isEmpty()) {
                print(wrong);
                out.println("Changes can be tried once rules-test finds no problem.");
                return 1;
            }
            List<String> all = Stream.of(
                            bundle.thresholds().stream().map(ThresholdDefinition::id),
                            bundle.portfolio().thresholds().stream().map(ThresholdDefinition::id),
                            bundle.playbooks().stream().map(PlaybookDefinition::id),
                            bundle.journeys().stream().map(JourneyDefinition::id))
                    .flatMap(Function.identity())
                    .toList();
            for (String id : ids) {
                if (!all.contains(id)) {
                    String closest = Spelling.closest(id, all);
                    out.println("No threshold, playbook or journey has the id '" + ProblemList.printable(id) + "'."
                            + (closest == null ? "" : " Did you mean '" + closest + "'?"));
                    return 2;
                }
            }
            MutationRun.Report found = MutationRun.run(files, bundle, id -> ids.isEmpty() || ids.contains(id));
            found.unnoticed().forEach(change -> out.println(change.describe()));
            out.printf(
                    "%s, %d not noticed%n",
                    count(found.changes(), "change"), found.unnoticed().size());
            return found.unnoticed().isEmpty() ? 0 : 1;
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

    private void notes(CompiledBundle bundle) {
        List<FileProblem> notes = RuleNotes.of(bundle, LocalDate.now(clock));
        if (!notes.isEmpty()) {
            out.println();
            out.println("Worth a look:");
            notes.forEach(note -> out.println("  " + note.describe()));
        }
    }

    private void summary(CompiledBundle bundle, ScenarioReport report, int rowChecks) {
        out.printf(
                "%s, %s, %s, %s; bundle %s%n",
                count(
                        bundle.thresholds().size()
                                + bundle.portfolio().thresholds().size(),
                        "threshold"),
                count(bundle.playbooks().size(), "playbook"),
                count(bundle.messages().size(), "message"),
                count(bundle.catalogue().tracked().size(), "metric"),
                bundle.hash().substring(0, 12));
        long failed =
                report.results().stream().filter(result -> !result.passed()).count();
        out.printf("%s, %d failed%n", count(report.results().size(), "scenario"), failed);
        out.printf(
                "%s around the bounds of the rows of tables and the steps of journeys%n",
                count(rowChecks, "generated case"));
        new PacksTable(bundle).sentences().forEach(out::println);
        unconfirmed(bundle);
    }

    /** A playbook works only if those whom it involves know that they have a part in it. */
    private void unconfirmed(CompiledBundle bundle) {
        Map<Audience, Long> playbooks = bundle.playbooks().stream()
                .flatMap(playbook -> playbook.unconfirmed().stream())
                .collect(Collectors.groupingBy(role -> role, TreeMap::new, Collectors.counting()));
        playbooks.forEach((role, number) -> out.printf(
                "%s has not confirmed its part in %s%n", role.title(), count(number.intValue(), "playbook")));
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

package io.tidewatch.rule.scenario;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.compile.ThresholdMutants;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds out which mistakes in thresholds no scenario would notice: makes small changes one by one, in memory, and judges the
 * scenarios of the threshold again. A change counts as noticed when one case or story expects something else.
 */
public final class MutationRun {
    private final ScenarioFiles scenarios;
    private final List<FileProblem> unnoticed = new ArrayList<>();
    private int changes;

    private MutationRun(ScenarioFiles scenarios) {
        this.scenarios = scenarios;
    }

    /**
     * What was found.
     *
     * @param changes how many changes were made
     * @param unnoticed those that no scenario notices, by file and line
     */
    public record Report(int changes, List<FileProblem> unnoticed) {}

    /**
     * Changes the rules of thresholds, but not those of journeys, whose bounds nobody has to test. All scenarios have to pass as they are. Takes some tenths of a second per threshold.
     *
     * @param which the thresholds, by id
     * @throws BundleRefusedException when a scenario file cannot be read
     */
    public static Report run(RuleBundle files, CompiledBundle bundle, Predicate<String> which) {
        ProblemList problems = new ProblemList();
        ScenarioFiles scenarios = ScenarioFiles.of(files, bundle, problems);
        if (!problems.isEmpty()) {
            throw new BundleRefusedException(problems.sorted());
        }
        MutationRun run = new MutationRun(scenarios);
        run.thresholds(bundle, false, which);
        run.thresholds(bundle.portfolio().bundle(), true, which);
        return new Report(run.changes, List.copyOf(run.unnoticed));
    }

    private void thresholds(CompiledBundle of, boolean ofPortfolio, Predicate<String> which) {
        of.thresholds().stream()
                .filter(threshold -> threshold.origin() != Origin.JOURNEY)
                .map(ThresholdDefinition::id)
                .filter(which)
                .forEach(id -> threshold(of, ofPortfolio, id));
    }

    private void threshold(CompiledBundle of, boolean ofPortfolio, String id) {
        try (ThresholdMutants mutants = ThresholdMutants.of(of, id)) {
            changes += mutants.mutants().size();
            Set<String> noticed = new TreeSet<>();
            for (ScenarioCase scenario : scenarios.cases()) {
                if (scenario.ofPortfolio() == ofPortfolio
                        && scenarios.subject(scenario.file()).isAbout(id)) {
                    noticed.addAll(noticedBy(scenario, id, mutants.bundle()));
                }
            }
            for (Story story : scenarios.stories()) {
                boolean all = noticed.size() == mutants.mutants().size();
                if (!all && !ofPortfolio && scenarios.subject(story.file()).isAbout(id)) {
                    noticed.addAll(noticedBy(story, id, mutants));
                }
            }
            for (ThresholdMutants.Mutant mutant : mutants.mutants()) {
                if (!noticed.contains(mutant.id())) {
                    unnoticed.add(new FileProblem(
                            mutant.file(), mutant.line(), "No scenario notices when " + mutant.change() + ".", null));
                }
            }
        }
    }

    private static Set<String> noticedBy(ScenarioCase scenario, String id, CompiledBundle mutants) {
        Set<String> noticed = new TreeSet<>();
        new CaseRunner(mutants)
                .run(scenario, unused -> scenario.before().contains(id))
                .forEach((mutant, seen) -> {
                    if (seen.differsFrom(scenario, id)) {
                        noticed.add(mutant);
                    }
                });
        return noticed;
    }

    /** What the playbooks do follows from the flags, so the flags alone are looked at. */
    private static Set<String> noticedBy(Story story, String id, ThresholdMutants mutants) {
        StoryRunner runner = new StoryRunner(mutants.bundle(), story, new Subject(), WorkBudget.unlimited());
        runner.run();
        Set<Integer> days = new TreeSet<>(story.expected().keySet());
        days.addAll(runner.happened().keySet());
        Set<String> noticed = new TreeSet<>();
        for (int day : days) {
            Story.Expected expected = story.expected().getOrDefault(day, Story.Expected.NOTHING);
            Story.Expected happened = runner.happened().getOrDefault(day, Story.Expected.NOTHING);
            for (ThresholdMutants.Mutant mutant : mutants.mutants()) {
                boolean same = expected.raised().contains(id)
                                == happened.raised().contains(mutant.id())
                        && expected.cleared().contains(id) == happened.cleared().contains(mutant.id())
                        && expected.unknown().contains(id) == happened.unknown().contains(mutant.id());
                if (!same) {
                    noticed.add(mutant.id());
                }
            }
        }
        return noticed;
    }
}

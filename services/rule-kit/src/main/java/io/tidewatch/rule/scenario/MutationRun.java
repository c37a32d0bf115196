package io.tidewatch.rule.scenario;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.compile.JudgementMutants;
import io.tidewatch.rule.compile.ThresholdMutants;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.journey.JourneyStep;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds out which mistakes in thresholds, judgements of playbooks and steps of journeys no scenario would notice: makes small
 * changes one by one, in memory, and judges the scenarios that are about them again. A change counts as noticed when one case
 * or story expects something else.
 */
public final class MutationRun {
    /** Compiled at once: nearly all of the time of compiling is the same for one and for some. */
    private static final int PLAYBOOKS_TOGETHER = 5;

    private final ScenarioFiles scenarios;
    private final Predicate<String> which;
    private final List<FileProblem> unnoticed = new ArrayList<>();
    private int changes;

    private MutationRun(ScenarioFiles scenarios, Predicate<String> which) {
        this.scenarios = scenarios;
        this.which = which;
    }

    /**
     * What was found.
     *
     * @param changes how many changes were made
     * @param unnoticed those that no scenario notices, by file and line
     */
    public record Report(int changes, List<FileProblem> unnoticed) {}

    /**
     * Changes rules. All scenarios have to pass as they are. Takes some tenths of a second per threshold or playbook.
     *
     * @param which the thresholds, playbooks and journeys, by id
     * @throws BundleRefusedException when a scenario file cannot be read
     */
    public static Report run(RuleBundle files, CompiledBundle bundle, Predicate<String> which) {
        ProblemList problems = new ProblemList();
        ScenarioFiles scenarios = ScenarioFiles.of(files, bundle, problems);
        if (!problems.isEmpty()) {
            throw new BundleRefusedException(problems.sorted());
        }
        MutationRun run = new MutationRun(scenarios, which);
        run.thresholds(bundle, false);
        run.thresholds(bundle.portfolio().bundle(), true);
        run.playbooks(bundle);
        return new Report(run.changes, List.copyOf(run.unnoticed));
    }

    private void thresholds(CompiledBundle of, boolean ofPortfolio) {
        Set<String> steps = of.journeys().stream()
                .filter(journey -> which.test(journey.id()))
                .flatMap(journey -> journey.steps().stream())
                .map(JourneyStep::thresholdId)
                .collect(Collectors.toSet());
        of.thresholds().stream()
                .map(ThresholdDefinition::id)
                // Its rules follow from the steps.
                .filter(id -> !id.equals(JourneyDefinition.STALLED))
                .filter(id -> steps.contains(id) || which.test(id))
                .forEach(id -> threshold(of, ofPortfolio, id));
    }

    private void playbooks(CompiledBundle bundle) {
        List<PlaybookDefinition> all = bundle.playbooks().stream()
                .filter(playbook -> playbook.origin() != Origin.JOURNEY && which.test(playbook.id()))
                .toList();
        for (int from = 0; from < all.size(); from += PLAYBOOKS_TOGETHER) {
            playbooks(bundle, all.subList(from, Math.min(from + PLAYBOOKS_TOGETHER, all.size())));
        }
    }

    private void playbooks(CompiledBundle bundle, List<PlaybookDefinition> some) {
        Map<String, List<Story>> stories = new TreeMap<>();
        some.forEach(playbook -> stories.put(playbook.id(), storiesAbout(playbook)));
        Set<String> beside = bundle.playbooks().stream()
                .filter(other ->
                        stories.values().stream().flatMap(List::stream).anyMatch(story -> isAbout(story, other)))
                .map(PlaybookDefinition::id)
                .collect(Collectors.toSet());
        try (JudgementMutants mutants = JudgementMutants.of(bundle, stories.keySet(), beside)) {
            changes += mutants.mutants().size();
            mutants.mutants().stream()
                    .filter(mutant ->
                            stories.get(mutant.playbook()).stream().noneMatch(story -> notices(story, mutant.bundle())))
                    .forEach(mutant -> unnoticed(mutant.file(), mutant.line(), mutant.change()));
        }
    }

    private List<Story> storiesAbout(PlaybookDefinition playbook) {
        return scenarios.stories().stream()
                .filter(story -> isAbout(story, playbook))
                .toList();
    }

    private boolean isAbout(Story story, PlaybookDefinition playbook) {
        return scenarios.subject(story.file()).namesOneOf(playbook.steps());
    }

    /** The flags are what they were, so what the playbooks do is all that is looked at. */
    private boolean notices(Story story, CompiledBundle mutant) {
        StoryRunner runner = new StoryRunner(mutant, story, scenarios.subject(story.file()), WorkBudget.unlimited());
        runner.run();
        return runner.outcome() != story.outcome()
                || !actions(runner.happened()).equals(actions(story.expected()));
    }

    /** The actions by day; days without any are left out. */
    private static Map<Integer, List<String>> actions(Map<Integer, Story.Expected> days) {
        Map<Integer, List<String>> actions = new TreeMap<>();
        days.forEach((day, of) -> actions.put(day, of.actions()));
        actions.values().removeIf(List::isEmpty);
        return actions;
    }

    private void unnoticed(String file, int line, String change) {
        unnoticed.add(new FileProblem(file, line, "No scenario notices when " + change + ".", null));
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
                    unnoticed(mutant.file(), mutant.line(), mutant.change());
                }
            }
        }
    }

    private static Set<String> noticedBy(ScenarioCase scenario, String id, CompiledBundle mutants) {
        Set<String> noticed = new TreeSet<>();
        new CaseRunner(mutants)
                .run(scenario, all -> true, unused -> scenario.before().contains(id))
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

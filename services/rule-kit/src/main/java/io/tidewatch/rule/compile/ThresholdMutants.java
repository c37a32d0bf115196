package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.journey.JourneyStep;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One threshold with small changes, each of which a scenario should notice: every variant is a threshold of its own in a bundle
 * that has nothing else. Compiling takes a fraction of a second. Close it to release the classes.
 */
public final class ThresholdMutants implements AutoCloseable {
    private final CompiledThreshold threshold;
    private final Map<String, Property> account;
    private final ThresholdLint lint;
    private final int overlapsBefore;
    private final List<Mutant> mutants = new ArrayList<>();
    private final List<CompiledThreshold> variants = new ArrayList<>();
    private final CompiledBundle bundle;

    /**
     * One variant.
     *
     * @param id of its threshold in {@link #bundle}
     * @param file file of the rule that was changed
     * @param line its first line; for a decision table the row
     * @param change what was changed, as a part of a sentence
     */
    public record Mutant(String id, String file, int line, String change) {}

    private ThresholdMutants(CompiledBundle original, CompiledThreshold threshold) {
        Vocabulary vocabulary = original.vocabulary();
        this.threshold = threshold;
        this.account = vocabulary.properties();
        this.lint = new ThresholdLint(vocabulary);
        this.overlapsBefore = RuleNotes.overlaps(threshold.rules(), account).size();
        List<RuleSource> compiled = new ArrayList<>();
        threshold.rules().forEach(rule -> compiled.add(rule.source()));
        int next = compiled.stream().mapToInt(RuleSource::lastNumber).max().orElse(0) + 1;
        for (CompiledThreshold.Rule rule : threshold.rules()) {
            for (RuleChanges.Changed changed : changes(original, rule.source(), next)) {
                next = changed.rule().lastNumber() + 1;
                compiled.add(changed.rule());
                add(rule, new CompiledThreshold.Rule(changed.rule(), rule.level(), rule.sentence()), changed.change());
            }
            if (rule.source().origin() != Origin.JOURNEY) {
                Level other = rule.level() == Level.AT_RISK ? Level.WATCH : Level.AT_RISK;
                add(
                        rule,
                        new CompiledThreshold.Rule(rule.source(), other, rule.sentence()),
                        "the level " + rule.level() + " becomes " + other);
            }
        }
        List<RuleSessions.Part> parts = new DroolsBuild(vocabulary).buildChecked(compiled);
        bundle = original.with(variants, new RuleSessions(parts));
    }

    /** The variants of a threshold of a bundle. */
    public static ThresholdMutants of(CompiledBundle bundle, String thresholdId) {
        return new ThresholdMutants(
                bundle,
                bundle.compiledThresholds().stream()
                        .filter(threshold -> threshold.definition().id().equals(thresholdId))
                        .findFirst()
                        .orElseThrow());
    }

    /** The rule of a step of a journey changes as an analyst would change the step. */
    private static List<RuleChanges.Changed> changes(CompiledBundle bundle, RuleSource rule, int firstNumber) {
        for (JourneyDefinition journey : bundle.journeys()) {
            for (JourneyStep step : journey.steps()) {
                if (step.thresholdId().equals(rule.outcome())) {
                    return JourneyChanges.of(journey, step, rule, bundle.vocabulary(), firstNumber);
                }
            }
        }
        return RuleChanges.of(rule, bundle.vocabulary(), firstNumber);
    }

    /** Adds a variant, unless the checks of rules themselves would point at the mistake. */
    private void add(CompiledThreshold.Rule rule, CompiledThreshold.Rule instead, String change) {
        ProblemList refused = new ProblemList();
        lint.check(instead.source(), refused);
        List<CompiledThreshold.Rule> rules = new ArrayList<>(threshold.rules());
        rules.set(rules.indexOf(rule), instead);
        boolean overlaps = RuleNotes.overlaps(rules, account).size() > overlapsBefore;
        if (!refused.isEmpty() || overlaps) {
            return;
        }
        ThresholdDefinition of = threshold.definition();
        String id = of.id() + "~" + mutants.size();
        mutants.add(new Mutant(id, rule.source().file(), rule.source().line(), change));
        variants.add(new CompiledThreshold(
                new ThresholdDefinition(
                        id,
                        of.name(),
                        of.question(),
                        of.level(),
                        of.hold(),
                        of.minimumDuration(),
                        of.owner(),
                        of.review(),
                        of.file(),
                        of.line(),
                        of.metricIds(),
                        of.bounds()),
                rules));
    }

    /** The variants. */
    public List<Mutant> mutants() {
        return List.copyOf(mutants);
    }

    /** Judges by the variants. */
    public CompiledBundle bundle() {
        return bundle;
    }

    /** Releases the compiled classes. */
    @Override
    public void close() {
        bundle.close();
    }
}

package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.metric.catalogue.Anchoring;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.threshold.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds rules of thresholds that compile but cannot be meant: one that no account can meet, bounds that contradict each other, a
 * celebration without an end, satisfaction that decides about advocacy. A new bundle with one of them is refused; one that is
 * active already goes on.
 */
public final class ThresholdLint {
    /** What customers say of us, and whether they are customers. Neither shows that they would do something for us. */
    private static final Set<String> SAYING = Set.of("survey", "ticket", "sentiment", "contract_period", "account");

    private static final Set<String> CONTEXT = Set.of("contract_period", "account");

    private static final Range NEVER_NEGATIVE = new Range(0, true, Double.POSITIVE_INFINITY, false);

    private final Map<String, Property> account;
    private final Map<String, Range> possible = new TreeMap<>();

    ThresholdLint(Vocabulary vocabulary) {
        this.account = vocabulary.properties();
        vocabulary.metrics().stream()
                .filter(metric -> metric.anchoring() == Anchoring.SINCE)
                .map(MetricDefinition::property)
                .forEach(property -> possible.put(property, NEVER_NEGATIVE));
    }

    /** What is wrong with the rules of a bundle, by file and line. */
    public static List<FileProblem> problems(CompiledBundle bundle) {
        ThresholdLint lint = new ThresholdLint(bundle.vocabulary());
        ProblemList problems = new ProblemList();
        for (CompiledThreshold threshold : bundle.compiledThresholds()) {
            for (CompiledThreshold.Rule rule : threshold.rules()) {
                lint.check(rule.source(), problems);
                if (threshold.definition().question() == Question.ADVOCATE) {
                    lint.advocacy(rule.source(), bundle.catalogue(), problems);
                }
            }
        }
        return problems.sorted();
    }

    /** A satisfied customer need not do anything for us: satisfaction alone does not decide about advocacy. */
    private void advocacy(RuleSource rule, Catalogue catalogue, ProblemList problems) {
        List<String> metrics = rule.patterns().getFirst().reads().stream()
                .map(account::get)
                // That nothing is known of what a customer did is not something that it did.
                .filter(property -> property.guard() != null && property.metricId() != null)
                .map(Property::metricId)
                .filter(metric -> !CONTEXT.containsAll(catalogue.sources(metric)))
                .toList();
        if (!metrics.isEmpty() && metrics.stream().allMatch(metric -> SAYING.containsAll(catalogue.sources(metric)))) {
            rule.problem(
                    problems,
                    "question",
                    "The rule '" + rule.name() + "' is about ADVOCATE, but reads only what customers say ("
                            + String.join(", ", metrics)
                            + "). Add a condition on what they did, such as acts of advocacy or referrals.",
                    null);
        }
    }

    void check(RuleSource rule, ProblemList problems) {
        RuleRegions regions = RuleRegions.of(rule, account);
        if (regions.raise().isEmpty()) {
            rule.problem(
                    problems,
                    "",
                    "The rule '" + rule.name() + "' can never fire: no account meets all of "
                            + conditions(rule, regions.raise().contradictory()) + ".",
                    null);
            return;
        }
        regions.raise().numbers().forEach((property, range) -> {
            Range allowed = possible.getOrDefault(property, Range.ALL);
            if (range.and(allowed).isEmpty()) {
                rule.problem(
                        problems,
                        "",
                        "The rule '" + rule.name() + "' can never fire: " + property
                                + " counts days and is never below 0.",
                        null);
            }
        });
        if (Level.MILESTONE.name().equals(rule.metadata().get("level")) && !ends(regions)) {
            rule.problem(
                    problems,
                    "level",
                    "The rule '" + rule.name()
                            + "' raises a MILESTONE that never ends. It needs an upper bound for a metric that"
                            + " counts days since something, such as 'daysSinceExecutiveContact <= 7'.",
                    null);
        }
        bound("clear", regions.clear(), regions, problems);
        bound("healthy", regions.healthy(), regions, problems);
    }

    /** Whether days alone make the rule stop firing. */
    private boolean ends(RuleRegions regions) {
        return regions.raise().numbers().entrySet().stream()
                .anyMatch(number -> possible.containsKey(number.getKey())
                        && !Double.isInfinite(number.getValue().high()));
    }

    private static void bound(String annotation, Region bound, RuleRegions regions, ProblemList problems) {
        RuleSource rule = regions.rule();
        if (bound == null) {
            return;
        }
        if (bound.isEmpty()) {
            rule.problem(
                    problems,
                    annotation,
                    "@" + annotation + " can never hold for the accounts that the rule '" + rule.name() + "' is about.",
                    null);
        } else if (bound.exact() && regions.raise().exact()) {
            bound.and(regions.raise())
                    .one()
                    .ifPresent(both -> rule.problem(
                            problems,
                            annotation,
                            "@" + annotation + " contradicts the rule '" + rule.name() + "': an account with "
                                    + RowChecks.shown(both) + " would be flagged and "
                                    + (annotation.equals("clear") ? "clear" : "healthy") + " at once.",
                            null));
        }
    }

    /** Those of the conditions that name the property, or all. */
    private static String conditions(RuleSource rule, String property) {
        List<String> all = rule.patterns().getFirst().bounds();
        List<String> those = all.stream()
                .filter(bound -> property != null && bound.matches("(?s).*\\b" + property + "(Known|Unknown)?\\b.*"))
                .toList();
        return (those.isEmpty() ? all : those)
                .stream().map(condition -> "'" + condition + "'").collect(Collectors.joining(" and "));
    }
}

package io.tidewatch.rule.compile;

import java.util.List;
import java.util.Map;

/**
 * The accounts on which one rule of a threshold has something to say.
 *
 * @param rule the rule
 * @param raise where it fires
 * @param about whom it is about
 * @param clear where its flag is clear; null when the rule does not say so
 * @param healthy where its flag is healthy; null when the rule does not say so
 */
record RuleRegions(RuleSource rule, Region raise, Region about, Region clear, Region healthy) {
    static RuleRegions of(RuleSource rule, Map<String, Property> account) {
        List<Term> raising = rule.patterns().getFirst().parts();
        List<Term> about = raising.stream()
                .filter(part -> part.reads().stream()
                        .allMatch(read -> account.get(read.substring(read.indexOf('.') + 1))
                                        .metricId()
                                == null))
                .toList();
        Region whom = Region.of(about, account);
        return new RuleRegions(
                rule,
                Region.of(raising, account),
                whom,
                bound(rule, "clear", whom, account),
                bound(rule, "healthy", whom, account));
    }

    private static Region bound(RuleSource rule, String annotation, Region about, Map<String, Property> account) {
        String text = rule.metadata().get(annotation);
        if (text == null) {
            return null;
        }
        RuleSource.Pattern raising = rule.patterns().getFirst();
        Scope scope = new Scope();
        scope.beginPattern(raising.name(), account, rule.line());
        List<Term> conditions = ConditionReader.readAll(text, rule.line(), raising.type(), account, scope).stream()
                .flatMap(condition -> condition.parts().stream())
                .toList();
        return about.and(Region.of(conditions, account));
    }

    /** Whether each of its conditions could be looked at. */
    boolean exact() {
        return raise.exact() && about.exact() && (clear == null || clear.exact());
    }
}

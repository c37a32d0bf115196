package io.tidewatch.rule.compile;

import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.List;
import java.util.Map;

/**
 * A threshold and its rules.
 *
 * @param definition what callers see
 * @param rules one or more
 */
record CompiledThreshold(ThresholdDefinition definition, List<Rule> rules) {
    /** How many rules are compiled for it, or more. */
    int compiledRules() {
        return rules.stream()
                .mapToInt(rule -> 1 + rule.source().further().size())
                .sum();
    }

    /** Whether one of its rules can be about an account of a business model; no rule that reads none excludes any. */
    boolean isAbout(String businessModel, Map<String, Property> account) {
        return rules.stream()
                .map(rule -> RuleRegions.of(rule.source(), account).about())
                .anyMatch(about -> about.allows(AccountAttribute.BUSINESS_MODEL, businessModel));
    }

    /** One rule (or row) of a threshold. */
    record Rule(RuleSource source, Level level, Sentence sentence) {}
}

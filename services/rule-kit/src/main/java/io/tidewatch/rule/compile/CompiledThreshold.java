package io.tidewatch.rule.compile;

import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.List;

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

    /** One rule (or row) of a threshold. */
    record Rule(RuleSource source, Level level, Sentence sentence) {}
}

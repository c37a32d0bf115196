package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.fact.FiredRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Decides one threshold for an account by the rules that fired and by what is known of it. */
final class ThresholdDeciding {
    private static final int NONE = -1;

    private final CompiledThreshold threshold;
    private final Rule[] rules;
    private final boolean readsMetrics;

    ThresholdDeciding(CompiledThreshold threshold, Vocabulary vocabulary) {
        this.threshold = threshold;
        this.rules = threshold.rules().stream()
                .map(rule -> Rule.of(rule, vocabulary))
                .toArray(Rule[]::new);
        boolean any = false;
        for (Rule rule : rules) {
            any |= rule.readsMetrics;
        }
        this.readsMetrics = any;
    }

    /**
     * A rule by the numbers under which its parts are compiled, and by the places of what it reads.
     *
     * @param raising places of what it reads to raise the flag
     * @param reading places of what it reads to raise and to clear it
     */
    private record Rule(
            CompiledThreshold.Rule rule,
            int number,
            int outside,
            int clear,
            int healthy,
            int[] raising,
            int[] reading,
            boolean readsMetrics) {
        static Rule of(CompiledThreshold.Rule rule, Vocabulary vocabulary) {
            RuleSource source = rule.source();
            return new Rule(
                    rule,
                    source.number(),
                    number(source.outside()),
                    number(source.clear()),
                    number(source.healthy()),
                    source.patterns().getFirst().reads().stream()
                            .mapToInt(vocabulary::place)
                            .filter(place -> place != NONE)
                            .toArray(),
                    source.reads()
                            .mapToInt(vocabulary::place)
                            .filter(place -> place != NONE)
                            .toArray(),
                    readsMetrics(source, vocabulary));
        }

        private static int number(RuleSource.Further further) {
            return further == null ? NONE : further.number();
        }

        private static boolean readsMetrics(RuleSource source, Vocabulary vocabulary) {
            List<RuleSource.Pattern> patterns = new ArrayList<>();
            patterns.add(source.patterns().getFirst());
            source.further().forEach(further -> patterns.add(further.pattern()));
            return patterns.stream()
                    .flatMap(pattern -> pattern.reads().stream())
                    .anyMatch(read -> vocabulary.properties().get(read).metricId() != null);
        }

        boolean isOutside(FiredRules fired) {
            return outside != NONE && fired.get(outside);
        }

        /** Whether it is clear, when it did not fire. */
        boolean isClear(FiredRules fired, AccountRow row) {
            if (isOutside(fired)) {
                return true;
            }
            return clear != NONE ? fired.get(clear) : !isAnyUnknown(raising, row);
        }

        static boolean isAnyUnknown(int[] places, AccountRow row) {
            for (int place : places) {
                if (row.isUnknown(place)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The decision.
     *
     * @param fired numbers of the rules that fired for the account
     * @param customer whether it is one. Nobody else can fail to renew, and metrics are values of customers; so only a
     *     threshold about another question that reads no metric is decided for others
     */
    Decision decide(FiredRules fired, AccountRow row, boolean customer) {
        Rule raised = raisedBy(fired);
        if (!customer
                && (threshold.definition().question() == Question.RENEW
                        || (raised == null ? readsMetrics : raised.readsMetrics))) {
            return Decision.NOT_A_CUSTOMER;
        }
        return raised == null ? notRaised(fired, row) : Decision.raise(raised.rule.level());
    }

    /** The decision about a customer for whom none of its rules fired. */
    Decision notRaised(FiredRules fired, AccountRow row) {
        boolean clear = true;
        boolean unknown = false;
        for (Rule rule : rules) {
            if (!rule.isClear(fired, row)) {
                clear = false;
                unknown |= Rule.isAnyUnknown(rule.reading, row);
            }
        }
        if (clear) {
            return isHealthy(fired) ? Decision.HEALTHY : Decision.CLEAR;
        }
        return unknown ? Decision.UNKNOWN : Decision.STAYS;
    }

    /** Whether a threshold that is clear is healthy for the account. */
    private boolean isHealthy(FiredRules fired) {
        boolean asked = false;
        for (Rule rule : rules) {
            if (rule.healthy != NONE && !rule.isOutside(fired)) {
                asked = true;
                if (!fired.get(rule.healthy)) {
                    return false;
                }
            }
        }
        return asked;
    }

    /** Whether none of its rules is about the account. */
    boolean isOutside(FiredRules fired) {
        return Arrays.stream(rules).allMatch(rule -> rule.isOutside(fired));
    }

    /** The rule with the highest level that fired, the first of several; null when none did. */
    CompiledThreshold.Rule raised(FiredRules fired) {
        Rule raised = raisedBy(fired);
        return raised == null ? null : raised.rule;
    }

    private Rule raisedBy(FiredRules fired) {
        Rule highest = null;
        for (Rule rule : rules) {
            if (fired.get(rule.number) && (highest == null || rule.rule.level().compareTo(highest.rule.level()) > 0)) {
                highest = rule;
            }
        }
        return highest;
    }

    /** The properties that are not known, of the rules that are not clear. */
    List<String> unknown(FiredRules fired, AccountRow row, Vocabulary vocabulary) {
        List<String> unknown = new ArrayList<>();
        for (Rule rule : rules) {
            if (!rule.isClear(fired, row)) {
                rule.rule
                        .source()
                        .reads()
                        .filter(property -> vocabulary.place(property) != NONE)
                        .filter(property -> row.isUnknown(vocabulary.place(property)))
                        .filter(property -> !unknown.contains(property))
                        .forEach(unknown::add);
            }
        }
        return unknown;
    }

    /** Whether it is clear for each customer of whom all is known and for whom none of its rules fired. */
    boolean isClearWithoutRules() {
        return Arrays.stream(rules).allMatch(rule -> rule.clear == NONE);
    }

    /** Whether it is unknown for each customer of whom anything is unknown that a rule reads to raise it, and for whom none fired. */
    boolean isUnknownWithAny() {
        return Arrays.stream(rules).allMatch(rule -> rule.clear == NONE && rule.outside == NONE);
    }

    /** Numbers of the rules that raise it or make it healthy. */
    int[] numbers() {
        return Arrays.stream(rules)
                .flatMapToInt(rule -> IntStream.of(rule.number, rule.healthy))
                .filter(number -> number != NONE)
                .toArray();
    }

    /** What the rule with a number decides when it fires, unless one with a higher level fires, too; null when it raises nothing. */
    Decision raisedBy(int number) {
        for (Rule rule : rules) {
            if (rule.number == number) {
                return Decision.raise(rule.rule.level());
            }
        }
        return null;
    }

    /** Places of all that its rules read to raise it. */
    int[] places() {
        return Arrays.stream(rules)
                .flatMapToInt(rule -> Arrays.stream(rule.raising))
                .distinct()
                .toArray();
    }

    CompiledThreshold threshold() {
        return threshold;
    }
}

package io.tidewatch.rule.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes of one rule of a threshold all rules that differ from it by one small change, such as a mistake would be. */
final class RuleChanges {
    private final RuleSource rule;
    private final Map<String, Property> account;
    private final Vocabulary vocabulary;
    private final List<Changed> changes = new ArrayList<>();
    private int nextNumber;

    private RuleChanges(RuleSource rule, Vocabulary vocabulary, int firstNumber) {
        this.rule = rule;
        this.vocabulary = vocabulary;
        this.account = vocabulary.properties();
        this.nextNumber = firstNumber;
    }

    /** A changed rule, and the change in words. */
    record Changed(RuleSource rule, String change) {}

    /** All changes of a rule; their numbers begin with {@code firstNumber}. */
    static List<Changed> of(RuleSource rule, Vocabulary vocabulary, int firstNumber) {
        RuleChanges changes = new RuleChanges(rule, vocabulary, firstNumber);
        changes.raisingConditions();
        changes.bound("clear");
        changes.bound("healthy");
        return changes.changes;
    }

    /** The rule without its last condition, as one change; empty when it could not be written so. */
    static Optional<Changed> withoutLast(RuleSource rule, Vocabulary vocabulary, int number, String change) {
        RuleChanges changes = new RuleChanges(rule, vocabulary, number);
        List<String> conditions = changes.conditions();
        changes.add(conditions.subList(0, conditions.size() - 1), rule.metadata(), change);
        return changes.changes.stream().findFirst();
    }

    private List<String> conditions() {
        return rule.patterns().getFirst().parts().stream().map(Term::drl).toList();
    }

    private void raisingConditions() {
        List<String> conditions = conditions();
        for (int index = 0; index < conditions.size(); index++) {
            for (String changed : ConditionChanges.of(conditions.get(index))) {
                List<String> all = new ArrayList<>(conditions);
                all.set(index, changed);
                add(all, rule.metadata(), ConditionChanges.becomes(conditions.get(index), changed));
            }
            if (conditions.size() > 1) {
                List<String> others = new ArrayList<>(conditions);
                others.remove(index);
                add(others, rule.metadata(), ConditionChanges.leftOut(conditions.get(index)));
            }
        }
    }

    private void bound(String annotation) {
        String text = rule.metadata().get(annotation);
        if (text == null) {
            return;
        }
        List<String> conditions = conditions();
        for (String changed : ConditionChanges.of(text)) {
            Map<String, String> metadata = new HashMap<>(rule.metadata());
            metadata.put(annotation, changed);
            add(conditions, metadata, "in @" + annotation + " " + ConditionChanges.becomes(text, changed));
        }
    }

    private void add(List<String> conditions, Map<String, String> metadata, String change) {
        int first = nextNumber;
        try {
            RuleSource.Pattern pattern = pattern(conditions);
            BoundReader bounds = new BoundReader(pattern, vocabulary, JourneyRules.areStalled(rule.file(), metadata));
            int number = nextNumber++;
            RuleSource.Further outside = further(bounds.outside());
            RuleSource changed = new RuleSource(
                    number,
                    rule.file(),
                    rule.line(),
                    rule.name(),
                    metadata,
                    rule.places(),
                    List.of(pattern),
                    rule.outcome(),
                    rule.target(),
                    null,
                    outside,
                    bound("clear", bounds, metadata),
                    bound("healthy", bounds, metadata));
            changes.add(new Changed(changed, change));
        } catch (NotAllowedException notARule) {
            // Without this condition it could not be written, so it is no mistake that could be made.
            nextNumber = first;
        }
    }

    private RuleSource.Further bound(String annotation, BoundReader bounds, Map<String, String> metadata) {
        String text = metadata.get(annotation);
        return text == null ? null : further(bounds.read(annotation, text, rule.line()));
    }

    private RuleSource.Further further(RuleSource.Pattern pattern) {
        return pattern == null ? null : new RuleSource.Further(nextNumber++, pattern);
    }

    private RuleSource.Pattern pattern(List<String> texts) {
        RuleSource.Pattern before = rule.patterns().getFirst();
        Scope scope = new Scope();
        scope.beginPattern(before.name(), account, rule.line());
        List<String> conditions = new ArrayList<>();
        List<Term> parts = new ArrayList<>();
        Set<String> reads = new LinkedHashSet<>();
        for (String text : texts) {
            Condition condition = ConditionReader.read(text, rule.line(), before.type(), account, scope);
            conditions.add(condition.drl());
            parts.addAll(condition.parts());
            condition.reads().forEach(read -> reads.add(read.substring(read.indexOf('.') + 1)));
        }
        return new RuleSource.Pattern(
                before.name(),
                before.type(),
                PatternReader.guards(account, reads),
                conditions,
                reads,
                conditions,
                List.copyOf(parts));
    }
}

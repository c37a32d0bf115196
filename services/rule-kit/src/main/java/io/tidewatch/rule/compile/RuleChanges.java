package io.tidewatch.rule.compile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes of one rule of a threshold all rules that differ from it by one small change, such as a mistake would be. */
final class RuleChanges {
    private static final Map<String, String> TURNED = Map.of(">=", ">", ">", ">=", "<=", "<", "<", "<=");
    private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "==", "!=");

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

    private void raisingConditions() {
        List<String> conditions =
                rule.patterns().getFirst().parts().stream().map(Term::drl).toList();
        for (int index = 0; index < conditions.size(); index++) {
            for (String changed : changed(conditions.get(index))) {
                List<String> all = new ArrayList<>(conditions);
                all.set(index, changed);
                add(all, rule.metadata(), becomes(conditions.get(index), changed));
            }
            if (conditions.size() > 1) {
                List<String> others = new ArrayList<>(conditions);
                others.remove(index);
                add(others, rule.metadata(), "'" + shown(conditions.get(index)) + "' is left out");
            }
        }
    }

    private void bound(String annotation) {
        String text = rule.metadata().get(annotation);
        if (text == null) {
            return;
        }
        List<String> conditions =
                rule.patterns().getFirst().parts().stream().map(Term::drl).toList();
        for (String changed : changed(text)) {
            Map<String, String> metadata = new HashMap<>(rule.metadata());
            metadata.put(annotation, changed);
            add(conditions, metadata, "in @" + annotation + " " + becomes(text, changed));
        }
    }

    private static String becomes(String before, String after) {
        return "'" + shown(before) + "' becomes '" + shown(after) + "'";
    }

    /** Numbers are compiled as doubles, but nobody writes 30.0. */
    private static String shown(String condition) {
        return PatternReader.shown(condition.replaceAll("([0-9])\\.0\\b", "$1").replace('"', '\''));
    }

    /** The condition with one of its bounds moved by a step, or with one that counts no longer counting, or the reverse. */
    private static List<String> changed(String condition) {
        List<Token> tokens = Token.split(condition, 0);
        List<String> changed = new ArrayList<>();
        for (int index = 0; index < tokens.size(); index++) {
            Token token = tokens.get(index);
            String turned = token.kind() == Token.Kind.SIGN ? TURNED.get(token.text()) : null;
            if (turned != null) {
                changed.add(with(tokens, index, turned));
            }
            if (token.kind() == Token.Kind.NUMBER && isBound(tokens, index)) {
                BigDecimal number = new BigDecimal(token.text()).stripTrailingZeros();
                BigDecimal step = BigDecimal.ONE.movePointLeft(Math.max(number.scale(), 0));
                changed.add(with(tokens, index, number.add(step).toPlainString()));
                changed.add(
                        number.signum() > 0
                                ? with(tokens, index, number.subtract(step).toPlainString())
                                : with(tokens, index, "-" + step.toPlainString()));
            }
        }
        return changed;
    }

    private static boolean isBound(List<Token> tokens, int index) {
        boolean negative = index > 0 && tokens.get(index - 1).is("-");
        int before = index - (negative ? 2 : 1);
        return before >= 0 && COMPARISONS.contains(tokens.get(before).text())
                || COMPARISONS.contains(tokens.get(index + 1).text());
    }

    private static String with(List<Token> tokens, int changed, String text) {
        StringBuilder written = new StringBuilder();
        for (int index = 0; index < tokens.size() - 1; index++) {
            Token token = tokens.get(index);
            String own = token.kind() == Token.Kind.TEXT ? '"' + token.text() + '"' : token.text();
            boolean close = index == 0
                    || Set.of(".", ")", ",").contains(token.text())
                    || Set.of(".", "(", "!").contains(tokens.get(index - 1).text())
                    || tokens.get(index - 1).is("-")
                            && index > 1
                            && tokens.get(index - 2).kind() == Token.Kind.SIGN;
            written.append(close ? "" : " ").append(index == changed ? text : own);
        }
        return written.toString();
    }

    private void add(List<String> conditions, Map<String, String> metadata, String change) {
        int first = nextNumber;
        try {
            RuleSource.Pattern pattern = pattern(conditions);
            BoundReader bounds = new BoundReader(pattern, vocabulary);
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

package io.tidewatch.rule.compile;

import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.EvalDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** Reads the patterns of a rule and derives what each of them reads, and so what guards it needs. */
final class PatternReader {
    /** Each pattern multiplies the work by the number of records: with many, judging one run would never end. */
    private static final int MOST_PATTERNS = 3;

    private static final int LONGEST_BOUND = 500;
    /** What the language takes for values without names. */
    private static final String WITH_SEMICOLON =
            "Each condition must name a property, and none ends with ';': write ',' between two of them.";

    private static final Set<String> SUBJECTS = Set.of(Vocabulary.ACCOUNT, Vocabulary.PORTFOLIO);

    private final RuleForm form;
    private final Vocabulary vocabulary;
    private final Scope scope;
    private final Map<String, String> types = new LinkedHashMap<>();

    PatternReader(RuleForm form, Vocabulary vocabulary) {
        this.form = form;
        this.vocabulary = vocabulary;
        this.scope = new Scope(vocabulary.unreadable());
    }

    /** Pattern name → fact type, after reading. */
    Map<String, String> types() {
        return types;
    }

    List<RuleSource.Pattern> read(RuleDescr rule) {
        List<Draft> drafts = new ArrayList<>();
        for (BaseDescr descr : rule.getLhs().getDescrs()) {
            int line = Math.max(descr.getLine(), rule.getLine());
            if (!(descr instanceof PatternDescr pattern)) {
                throw refused(descr, line);
            }
            drafts.add(pattern(pattern, drafts, line));
            if (drafts.size() > MOST_PATTERNS) {
                throw new NotAllowedException(line, "A rule can have at most " + MOST_PATTERNS + " patterns.", null);
            }
        }
        if (drafts.isEmpty()) {
            throw new NotAllowedException(
                    rule.getLine(),
                    "The rule '" + rule.getName() + "' has no condition; it needs a pattern " + form.firstFact()
                            + "( … ).",
                    null);
        }
        if (form.isThreshold() && drafts.getFirst().reads.isEmpty()) {
            throw new NotAllowedException(
                    rule.getLine(),
                    "The rule '" + rule.getName()
                            + (form == RuleForm.PORTFOLIO
                                    ? "' reads no property of the portfolio, so its flag would always be raised."
                                    : "' reads no property of the account, so it would flag every account."),
                    null);
        }
        return drafts.stream().map(Draft::finished).toList();
    }

    /** A pattern while the rule is read; later patterns may add to what is read of it. */
    private final class Draft {
        private final String name;
        private final String type;
        private final List<String> conditions = new ArrayList<>();
        private final List<String> bounds = new ArrayList<>();
        private final Set<String> reads = new LinkedHashSet<>();
        private final List<Term> parts = new ArrayList<>();

        private Draft(String name, String type) {
            this.name = name;
            this.type = type;
        }

        private RuleSource.Pattern finished() {
            return new RuleSource.Pattern(
                    name,
                    type,
                    guards(vocabulary.fact(type), reads),
                    List.copyOf(conditions),
                    new TreeSet<>(reads),
                    List.copyOf(bounds),
                    List.copyOf(parts));
        }
    }

    /** What must hold first where these properties of a fact are read: that each of them is known. */
    static List<String> guards(Map<String, Property> fact, Set<String> reads) {
        return reads.stream()
                .map(read -> fact.get(read).guard())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private Draft pattern(PatternDescr pattern, List<Draft> before, int line) {
        checkPlain(pattern, line);
        String type = pattern.getObjectType();
        Map<String, Property> fact = type == null ? null : vocabulary.fact(type);
        if (type == null) {
            throw new NotAllowedException(
                    line,
                    "A pattern must be written like " + form.exampleOfPattern() + "( … ); a path is not allowed.",
                    null);
        }
        boolean expected = before.isEmpty()
                ? form.firstFact().equals(type)
                : form.moreFacts(vocabulary).contains(type);
        if (fact == null || !expected) {
            throw new NotAllowedException(line, notExpected(type, before), suggestedType(type, before));
        }
        if (type.equals(Vocabulary.ACCOUNT) && before.stream().anyMatch(draft -> draft.type.equals(type))) {
            throw new NotAllowedException(
                    line,
                    "A judgement can have only one pattern Account( … ): it sees only the account of its run.",
                    null);
        }
        scope.beginPattern(pattern.getIdentifier(), fact, line);
        Draft draft = new Draft(pattern.getIdentifier(), type);
        if (pattern.getIdentifier() != null) {
            types.put(pattern.getIdentifier(), type);
        }
        // The account of the run is the only one that its judgements see.
        boolean tied = before.isEmpty() || type.equals(Vocabulary.ACCOUNT);
        for (BaseDescr descr : pattern.getConstraint().getDescrs()) {
            if (!(descr instanceof ExprConstraintDescr written)
                    || written.getType() == ExprConstraintDescr.Type.POSITIONAL) {
                throw new NotAllowedException(Math.max(descr.getLine(), line), WITH_SEMICOLON, null);
            }
            int at = Math.max(descr.getLine(), line);
            Condition condition = condition(written.getExpression(), at, type, fact);
            if (!condition.drl().isEmpty()) {
                draft.conditions.add(condition.drl());
                draft.bounds.add(shown(written.getExpression()));
                draft.parts.addAll(condition.parts());
            }
            for (String read : condition.reads()) {
                noteRead(read, draft, before);
            }
            ConditionLimits.requireBounded(draft.conditions, at);
            tied |= !before.isEmpty() && condition.drl().equals("account == " + before.getFirst().name + ".account");
        }
        if (!tied) {
            throw new NotAllowedException(
                    line,
                    "The pattern " + type + " must begin with account == "
                            + (before.getFirst().name == null ? "$run" : before.getFirst().name)
                            + ".account; otherwise it would match records of other accounts.",
                    null);
        }
        return draft;
    }

    private Condition condition(String expression, int line, String type, Map<String, Property> fact) {
        try {
            return ConditionReader.read(expression, line, type, fact, scope);
        } catch (NotAllowedException refused) {
            throw refused.ofCondition();
        }
    }

    /** As people read it beside a flag: on one line, and not endless. */
    static String shown(String expression) {
        String line = expression.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST_BOUND ? line.substring(0, LONGEST_BOUND) + "…" : line;
    }

    private static void noteRead(String read, Draft own, List<Draft> before) {
        int dot = read.indexOf('.');
        if (dot < 0) {
            own.reads.add(read);
            return;
        }
        String name = read.substring(0, dot);
        for (Draft draft : before) {
            if (name.equals(draft.name)) {
                draft.reads.add(read.substring(dot + 1));
                return;
            }
        }
        // A fact may also be read through its own name.
        own.reads.add(read.substring(dot + 1));
    }

    private static void checkPlain(PatternDescr pattern, int line) {
        if (pattern.getSource() != null) {
            throw new NotAllowedException(
                    line,
                    "'from', 'collect' and 'accumulate' are not allowed: they run code. What is counted or summed up"
                            + " belongs in a metric.",
                    null);
        }
        if (!pattern.getBehaviors().isEmpty()) {
            throw new NotAllowedException(
                    line, "A window ('over') is not allowed; the period of a metric says which days count.", null);
        }
        if (!pattern.getAnnotations().isEmpty()) {
            throw new NotAllowedException(
                    line,
                    "Annotations are not allowed in a pattern; they belong between the title of the rule and 'when'.",
                    null);
        }
        if (!pattern.getPositionalConstraints().isEmpty()) {
            throw new NotAllowedException(line, WITH_SEMICOLON, null);
        }
        if (pattern.isQuery() || pattern.isUnification()) {
            throw new NotAllowedException(line, "Each condition must name a property.", null);
        }
    }

    private String notExpected(String type, List<Draft> before) {
        List<String> more = form.moreFacts(vocabulary);
        if (before.isEmpty()) {
            return "The first pattern must be " + form.firstFact() + "( … ), not '" + type + "'.";
        }
        if (form.isThreshold() && !type.equals(form.firstFact()) && SUBJECTS.contains(type)) {
            return "A threshold reads either the metrics of an account or those of the portfolio: with "
                    + form.firstFact() + "( … ) it cannot have the pattern " + type + "( … ).";
        }
        return more.isEmpty()
                ? "A threshold can have only one pattern, " + form.firstFact()
                        + "( … ): a second one would match across accounts."
                : "Each further pattern must be one of " + String.join(", ", more) + ", not '" + type + "'.";
    }

    private String suggestedType(String type, List<Draft> before) {
        List<String> words = before.isEmpty() ? List.of(form.firstFact()) : form.moreFacts(vocabulary);
        return words.contains(type) ? null : Spelling.closest(type, words);
    }

    private static NotAllowedException refused(BaseDescr descr, int line) {
        String sentence =
                switch (descr) {
                    case EvalDescr eval ->
                        "'eval' is not allowed: it runs code. Write the comparison in the brackets of the pattern.";
                    case NotDescr not ->
                        "'not' before a pattern is not allowed: it would match when nothing is known. Write !( … ) in its brackets.";
                    case ExistsDescr exists -> "'exists' is not allowed; write the pattern itself, without it.";
                    case ForallDescr forall ->
                        "'forall' is not allowed: it would match when nothing is known. Write a pattern with the condition.";
                    case OrDescr or ->
                        "'or' between patterns is not allowed; write two rules, or || inside one pattern.";
                    case AccumulateDescr accumulate ->
                        "'accumulate' is not allowed: it runs code. What is counted or summed up belongs in a metric.";
                    default -> "Only patterns are allowed between 'when' and 'then'.";
                };
        return new NotAllowedException(line, sentence, null);
    }
}

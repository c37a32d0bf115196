package io.tidewatch.rule.compile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads what a rule of a threshold says beside the condition that raises its flag: when it is clear and when it is healthy.
 * Both are about the same accounts as the rule: those that meet its conditions that read attributes and no metric. The rules of a stalled
 * journey are about the days of their step, too: a step that is not late yet, or given up, says nothing of the journey.
 */
final class BoundReader {
    private final RuleSource.Pattern raising;
    private final Map<String, Property> account;
    private final UnreadableMetrics unreadable;
    private final List<Term> about;

    BoundReader(RuleSource.Pattern raising, Vocabulary vocabulary, boolean ofStalledJourney) {
        this.raising = raising;
        this.account = vocabulary.fact(raising.type());
        this.unreadable = vocabulary.unreadable();
        Set<String> days = ofStalledJourney ? firstMetric() : Set.of();
        this.about = raising.parts().stream()
                .filter(part -> readsAttributesOnly(part) || own(part.reads()).equals(days))
                .toList();
    }

    private boolean readsAttributesOnly(Term part) {
        Set<String> reads = own(part.reads());
        return !reads.isEmpty()
                && reads.stream().allMatch(read -> account.get(read).metricId() == null);
    }

    /** Behind whom it is for, a rule of a journey names its days first. */
    private Set<String> firstMetric() {
        return raising.parts().stream()
                .map(part -> own(part.reads()))
                .filter(reads ->
                        reads.stream().anyMatch(read -> account.get(read).metricId() != null))
                .findFirst()
                .orElse(Set.of());
    }

    /** Where one of the conditions that say whom the rule is about is known and does not hold; null when there is none. */
    RuleSource.Pattern outside() {
        if (about.isEmpty()) {
            return null;
        }
        String anyFails = about.stream().map(this::knownToFail).collect(Collectors.joining(" || "));
        Set<String> reads =
                own(about.stream().flatMap(part -> part.reads().stream()).toList());
        return new RuleSource.Pattern(
                raising.name(), raising.type(), List.of(), List.of(anyFails), reads, List.of(), List.of());
    }

    private String knownToFail(Term part) {
        List<String> parts = new ArrayList<>(PatternReader.guards(account, own(part.reads())));
        parts.add("!(" + part.drl() + ")");
        return String.join(" && ", parts);
    }

    /**
     * The accounts that the rule is about and that meet another condition.
     *
     * @param text the condition, in the language of patterns
     * @param line where it is written
     * @throws NotAllowedException when it is not understood or not allowed, or could never differ
     */
    RuleSource.Pattern read(String annotation, String text, int line) {
        if (own(raising.reads()).stream().allMatch(read -> account.get(read).metricId() == null)) {
            throw new NotAllowedException(
                    line,
                    "@" + annotation
                            + " needs a rule that reads a metric; conditions on attributes only say whom a rule"
                            + " is about.",
                    null);
        }
        Set<String> reads = new LinkedHashSet<>();
        List<String> conditions = new ArrayList<>();
        for (Term part : about) {
            reads.addAll(part.reads());
            conditions.add(part.drl());
        }
        Scope scope = new Scope(unreadable);
        scope.beginPattern(raising.name(), account, line);
        for (Condition condition : conditions(text, line, scope)) {
            reads.addAll(condition.reads());
            if (!condition.drl().isEmpty()) {
                conditions.add(condition.drl());
            }
        }
        ConditionLimits.requireBounded(conditions, line);
        Set<String> own = own(reads);
        return new RuleSource.Pattern(
                raising.name(),
                raising.type(),
                PatternReader.guards(account, own),
                List.copyOf(conditions),
                own,
                List.of(PatternReader.shown(text)),
                List.of());
    }

    private List<Condition> conditions(String text, int line, Scope scope) {
        try {
            return ConditionReader.readAll(text, line, raising.type(), account, scope);
        } catch (NotAllowedException refused) {
            NotAllowedException mistake = CommonMistakes.inColumn(text, account);
            throw mistake == null ? refused : new NotAllowedException(line, mistake.getMessage(), mistake.suggestion());
        }
    }

    /** A fact may also be read through its own name. */
    private static Set<String> own(Iterable<String> reads) {
        Set<String> own = new TreeSet<>();
        reads.forEach(read -> own.add(read.substring(read.indexOf('.') + 1)));
        return own;
    }
}

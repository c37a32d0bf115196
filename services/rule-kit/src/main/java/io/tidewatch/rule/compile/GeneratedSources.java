package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.fact.AccountFact;
import io.tidewatch.rule.fact.Flags;
import io.tidewatch.rule.fact.Judgements;
import io.tidewatch.rule.fact.RunFact;
import io.tidewatch.rule.fact.Touchpoint;
import io.tidewatch.rule.threshold.AccountAttribute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what Drools compiles: the classes Account or Portfolio, Run, those of records, and the checked rules. No text of an analyst is copied but literals. */
final class GeneratedSources {
    private GeneratedSources() {}

    /**
     * Source of {@code rules.Account} or {@code rules.Portfolio}, whichever the vocabulary is about: a property per metric and
     * attribute, and whether it is known.
     */
    static String subject(Vocabulary vocabulary) {
        StringBuilder source = new StringBuilder("package rules;\n\npublic final class ")
                .append(vocabulary.subject())
                .append(" extends ")
                .append(AccountFact.class.getName())
                .append(" {\n  public ")
                .append(vocabulary.subject())
                .append("(int row, double[] numbers, String[] texts) { super(row, numbers, texts); }\n");
        int index = 0;
        for (MetricDefinition metric : vocabulary.metrics()) {
            property(source, "double", metric.property(), "number", index++);
        }
        index = 0;
        for (AccountAttribute attribute : vocabulary.attributes()) {
            String name = attribute.property();
            switch (attribute.type()) {
                case TEXT -> property(source, "String", name, "text", index);
                case NUMBER ->
                    property(
                            source,
                            "double",
                            name,
                            "number",
                            vocabulary.metrics().size() + index);
                case FLAG -> property(source, "boolean", name, "flag", index);
            }
            index++;
        }
        return source.append("}\n").toString();
    }

    /** Source of {@code rules.Run}: for each judgement word of the playbooks whether it holds, and after how many days. */
    static String run(Vocabulary vocabulary) {
        StringBuilder source = new StringBuilder("package rules;\n\npublic final class Run extends ")
                .append(RunFact.class.getName())
                .append(" {\n  public Run(String account, String playbook, double daysOpen, double[] afterDays) {"
                        + " super(account, playbook, daysOpen, afterDays); }\n");
        int index = 0;
        for (String word : vocabulary.judgements()) {
            String capital = capital(word);
            String days = capital + Vocabulary.AFTER_DAYS;
            source.append("  public boolean is%s() { return holds(%d); }%n".formatted(capital, index));
            source.append("  public double get%s() { return afterDays(%d); }%n".formatted(days, index));
            source.append("  public boolean is%sKnown() { return holds(%d); }%n".formatted(days, index));
            source.append("  public boolean is%sUnknown() { return !holds(%d); }%n".formatted(days, index));
            index++;
        }
        return source.append("}\n").toString();
    }

    /** Source of the class of a kind of record: its account, and a property per field. */
    static String record(RecordType type) {
        StringBuilder source = new StringBuilder("package rules;\n\npublic final class ")
                .append(type.className())
                .append(" extends ")
                .append(AccountFact.class.getName())
                .append(" {\n  public ")
                .append(type.className())
                .append("(int row, double[] numbers, String[] texts) { super(row, numbers, texts); }\n");
        int index = 0;
        for (Property property : type.properties()) {
            switch (property.type()) {
                case TEXT -> property(source, "String", property.name(), "text", index);
                case NUMBER -> property(source, "double", property.name(), "number", index);
                case FLAG -> property(source, "boolean", property.name(), "flag", index);
            }
            index++;
        }
        property(source, "String", RecordType.ACCOUNT, "text", index);
        return source.append("}\n").toString();
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static void property(StringBuilder source, String type, String name, String from, int index) {
        String capital = capital(name);
        String known = from.equals("number") ? "numberKnown" : "textKnown";
        String get = type.equals("boolean") ? "is" : "get";
        source.append("  public %s %s%s() { return %s(%d); }%n".formatted(type, get, capital, from, index));
        source.append("  public boolean is%sKnown() { return %s(%d); }%n".formatted(capital, known, index));
        source.append("  public boolean is%sUnknown() { return !%s(%d); }%n".formatted(capital, known, index));
    }

    /** DRL of the rules; each is called R and its number. */
    static String rules(List<RuleSource> rules) {
        StringBuilder drl = new StringBuilder("package rules;\n");
        drl.append("import ").append(Touchpoint.class.getName()).append(";\n");
        drl.append("global ").append(Flags.class.getName()).append(" flags;\n");
        drl.append("global ").append(Judgements.class.getName()).append(" judgements;\n");
        Map<Integer, Written> all = new LinkedHashMap<>();
        for (RuleSource rule : rules) {
            all.put(rule.number(), new Written(rule, rule.patterns()));
            rule.further()
                    .forEach(further ->
                            all.putIfAbsent(further.number(), new Written(rule, List.of(further.pattern()))));
        }
        Map<String, Integer> uses = new HashMap<>();
        all.values().stream()
                .flatMap(written -> written.patterns().stream())
                .flatMap(pattern -> pattern.guards().stream())
                .forEach(guard -> uses.merge(guard, 1, Integer::sum));
        all.forEach((number, written) -> rule(drl, written.rule(), number, written.patterns(), uses));
        return drl.toString();
    }

    /** What is written under a number. */
    private record Written(RuleSource rule, List<RuleSource.Pattern> patterns) {}

    /**
     * The constraints of a pattern. Drools evaluates a constraint that several rules have once, and finds the rules for a value
     * by an index; one that no other rule has costs less together with its guards.
     */
    private static List<String> constraints(RuleSource rule, RuleSource.Pattern pattern, Map<String, Integer> uses) {
        boolean alone = rule.isThreshold();
        if (alone && rule.origin() == Origin.JOURNEY && !pattern.parts().isEmpty()) {
            return inOrder(pattern);
        }
        List<String> constraints = new ArrayList<>(pattern.guards());
        constraints.addAll(pattern.conditions());
        // In a judgement a condition may compare two facts, and such a one takes no others.
        boolean shared = !alone
                || pattern.guards().isEmpty()
                || pattern.guards().stream().anyMatch(guard -> uses.get(guard) > 1);
        return shared
                ? constraints
                : List.of(constraints.stream()
                        .map(constraint -> constraint.contains("||") ? "(" + constraint + ")" : constraint)
                        .collect(Collectors.joining(" && ")));
    }

    /**
     * Each condition behind the guards of what it reads. The rules of a journey begin alike, with the accounts that it is for and
     * with their days, which hold for few of them; what few accounts reach costs little.
     */
    private static List<String> inOrder(RuleSource.Pattern pattern) {
        Set<String> constraints = new LinkedHashSet<>();
        for (Term part : pattern.parts()) {
            part.reads().stream()
                    .map(read -> read + "Known")
                    .filter(pattern.guards()::contains)
                    .forEach(constraints::add);
            constraints.add(part.drl());
        }
        return List.copyOf(constraints);
    }

    private static void rule(
            StringBuilder drl,
            RuleSource rule,
            int number,
            List<RuleSource.Pattern> patterns,
            Map<String, Integer> uses) {
        drl.append("\nrule \"R").append(number).append("\"\nwhen\n");
        for (RuleSource.Pattern pattern : patterns) {
            drl.append("  ");
            if (pattern.name() != null) {
                drl.append(pattern.name()).append(" : ");
            }
            drl.append(Vocabulary.OWN_FACTS.contains(pattern.type()) ? "" : RecordType.CLASS_PREFIX)
                    .append(pattern.type())
                    .append("( ")
                    .append(String.join(", ", constraints(rule, pattern, uses)))
                    .append(" )\n");
        }
        drl.append("then\n  ");
        drl.append(rule.isThreshold() ? "flags" : "judgements")
                .append(".fired(")
                .append(rule.target());
        drl.append(", ").append(number);
        if (rule.witness() != null) {
            drl.append(", ").append(rule.witness());
        }
        drl.append(");\nend\n");
    }
}

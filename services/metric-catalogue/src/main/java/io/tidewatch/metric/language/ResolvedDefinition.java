package io.tidewatch.metric.language;

import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that decides the value of a metric, whoever wrote it down: its own words and the shared ones that it reaches, the
 * parameters with the values that hold for it, and what it reads of the kinds of record. Where texts in the files differ in
 * white space, brackets, names of the metric or the order of lists, the result is the same.
 */
public final class ResolvedDefinition {
    private final CheckedLanguage language;
    private final CheckedMetric metric;
    private final Map<String, MeasureSyntax> measures = new HashMap<>();
    private final Map<String, SubjectsSyntax> subjects = new HashMap<>();

    /** The measures that the metric reaches, by name. */
    private final Map<String, MeasureSyntax> reached = new TreeMap<>();
    /** Of the subjects that it reaches, the aggregates it reaches. */
    private final Map<String, Set<String>> aggregates = new TreeMap<>();

    private final Set<String> parameters = new TreeSet<>();
    private final Mentions mentions = new Mentions();

    private ResolvedDefinition(CheckedLanguage language, CheckedMetric metric) {
        this.language = language;
        this.metric = metric;
        measures.putAll(language.shared().measures());
        measures.putAll(metric.syntax().own().measures());
        subjects.putAll(language.shared().subjects());
        subjects.putAll(metric.syntax().own().subjects());
        reach();
    }

    /** The definition of one of the metrics of {@code language}. */
    public static ResolvedDefinition of(CheckedLanguage language, CheckedMetric metric) {
        return new ResolvedDefinition(language, metric);
    }

    /** The aggregates of records that it reaches, those within subjects included. */
    public List<Aggregate> aggregates() {
        List<Aggregate> found = new ArrayList<>();
        reached.values().forEach(measure -> {
            if (measure instanceof Aggregate aggregate
                    && !subjects.containsKey(aggregate.of().name())) {
                found.add(aggregate);
            }
        });
        aggregates.forEach((name, used) ->
                used.forEach(one -> found.add(subjects.get(name).with().get(one))));
        return found;
    }

    /** The texts that it compares a field of a kind of record with, also those in lists of parameters. */
    public SortedSet<String> comparedWith(String kind, String field) {
        List<Formula> formulas = new ArrayList<>();
        reached.values().forEach(measure -> {
            if (measure instanceof Aggregate aggregate) {
                SubjectsSyntax set = subjects.get(aggregate.of().name());
                addFormulas(aggregate, set == null ? aggregate.of() : set.each(), kind, formulas);
            }
        });
        aggregates.forEach((name, used) -> {
            SubjectsSyntax set = subjects.get(name);
            if (set.each().name().equals(kind)) {
                formulas.add(set.where());
            }
            used.forEach(
                    one -> addFormulas(set.with().get(one), set.with().get(one).of(), kind, formulas));
        });
        SortedSet<String> texts = new TreeSet<>();
        formulas.forEach(formula -> Uses.walk(formula, node -> addTexts(node, field, texts)));
        return texts;
    }

    private static void addFormulas(Aggregate aggregate, Mention of, String kind, List<Formula> formulas) {
        if (of.name().equals(kind)) {
            formulas.add(aggregate.argument());
            formulas.add(aggregate.where());
        }
    }

    private void addTexts(Expression node, String field, Set<String> texts) {
        switch (node) {
            case Expression.Comparison comparison
            when isField(comparison.left(), field) && comparison.right() instanceof Expression.Text text ->
                texts.add(text.value());
            case Expression.Comparison comparison
            when isField(comparison.right(), field) && comparison.left() instanceof Expression.Text text ->
                texts.add(text.value());
            case Expression.InList list
            when isField(list.operand(), field) ->
                list.items().forEach(item -> {
                    if (item instanceof Expression.Text text) {
                        texts.add(text.value());
                    }
                });
            case Expression.InParameter in
            when isField(in.operand(), field) -> {
                Setting setting = setting(in.list().name());
                addTexts(setting.standard(), texts);
                setting.byModel().values().forEach(value -> addTexts(value, texts));
            }
            default -> {
                // Nothing else compares texts.
            }
        }
    }

    private static void addTexts(Setting.Value value, Set<String> texts) {
        if (value instanceof Setting.Value.Texts list) {
            texts.addAll(list.texts());
        }
    }

    private static boolean isField(Expression operand, String field) {
        return operand instanceof Expression.Name name && name.path().equals(List.of(field));
    }

    /** Plain maps, lists and texts; equal for equal definitions. Of other metrics that it reads only the ids. */
    public Map<String, Object> toTree() {
        MetricSyntax syntax = metric.syntax();
        Map<String, Object> tree = new TreeMap<>();
        tree.put("unit", syntax.unit().name());
        tree.put("group", syntax.group());
        tree.put("membership", syntax.membership().name());
        put(tree, "period", syntax.period());
        tree.put("everyone", syntax.everyone());
        put(tree, "population", DefinitionTree.text(syntax.population()));
        tree.put("value", DefinitionTree.text(syntax.value()));
        put(
                tree,
                "overAccounts",
                syntax.overAccounts() == null ? null : syntax.overAccounts().name());
        tree.put(
                "details", syntax.details().stream().map(Mention::name).sorted().toList());
        tree.put("bands", syntax.bands().stream().map(ResolvedDefinition::band).toList());
        Map<String, Object> by = new TreeMap<>();
        syntax.by().forEach(split -> by.put(split.measure().name(), split.field()));
        tree.put("by", by);
        tree.put("measures", DefinitionTree.measures(reached));
        Map<String, Object> sets = new TreeMap<>();
        aggregates.forEach((name, used) -> sets.put(name, DefinitionTree.subjects(subjects.get(name), used)));
        tree.put("subjects", sets);
        Map<String, Object> settings = new TreeMap<>();
        parameters.forEach(name -> settings.put(name, DefinitionTree.setting(setting(name))));
        tree.put("parameters", settings);
        Map<String, Map<String, Object>> kinds = kinds();
        tree.put("kinds", kinds);
        // Figures change with the currency that they are converted into.
        put(tree, "reportingCurrency", readsMoney(kinds) ? language.reportingCurrency() : null);
        return tree;
    }

    /** The value of a parameter that holds for the metric; null when there is no such parameter. */
    public Setting setting(String parameter) {
        ParameterSyntax own = metric.syntax().own().parameters().get(parameter);
        ParameterSyntax found = own == null ? language.shared().parameters().get(parameter) : own;
        return found == null ? null : found.setting();
    }

    private static void put(Map<String, Object> tree, String key, Object value) {
        if (value != null) {
            tree.put(key, value.toString());
        }
    }

    private static Object band(Band band) {
        return List.of(
                band.name(),
                band.end() == null ? "above" : (band.including() ? "to " : "below ") + DefinitionTree.text(band.end()));
    }

    private void reach() {
        MetricSyntax syntax = metric.syntax();
        Uses roots = new Uses().formula(syntax.value()).formula(syntax.population());
        mentions.add(syntax.value());
        mentions.add(syntax.population());
        parameters.addAll(roots.parameters());
        Deque<String> waiting = new ArrayDeque<>(roots.measures());
        syntax.details().forEach(detail -> waiting.add(detail.name()));
        syntax.by().forEach(split -> {
            waiting.add(split.measure().name());
            mentions.add(split.field());
        });
        while (!waiting.isEmpty()) {
            String name = waiting.pop();
            MeasureSyntax measure = measures.get(name);
            if (measure == null || reached.putIfAbsent(name, measure) != null) {
                continue;
            }
            Uses uses = new Uses().measure(measure);
            waiting.addAll(uses.measures());
            parameters.addAll(uses.parameters());
            mentions.add(measure);
            if (measure instanceof Aggregate aggregate
                    && subjects.containsKey(aggregate.of().name())) {
                reachSubjects(aggregate);
            }
        }
        aggregates.forEach((name, used) -> {
            SubjectsSyntax each = subjects.get(name);
            parameters.addAll(new Uses().formula(each.where()).parameters());
            used.forEach(one -> {
                Aggregate aggregate = each.with().get(one);
                parameters.addAll(new Uses().measure(aggregate).parameters());
                mentions.add(aggregate);
            });
            mentions.add(each);
        });
    }

    private void reachSubjects(Aggregate over) {
        SubjectsSyntax syntax = subjects.get(over.of().name());
        Set<String> used = aggregates.computeIfAbsent(over.of().name(), name -> new TreeSet<>());
        Deque<String> waiting = new ArrayDeque<>(Uses.names(over.argument()));
        waiting.addAll(Uses.names(over.where()));
        waiting.addAll(Uses.names(syntax.where()));
        while (!waiting.isEmpty()) {
            String name = waiting.pop();
            Aggregate aggregate = syntax.with().get(name);
            if (aggregate != null && used.add(name) && aggregate.time().in() instanceof Window.Relative relative) {
                waiting.add(relative.anchor());
            }
        }
    }

    private boolean readsMoney(Map<String, Map<String, Object>> kinds) {
        return kinds.entrySet().stream().anyMatch(kind -> {
            Map<String, RecordField> fields =
                    language.vocabulary().kind(kind.getKey()).fields();
            return ((Map<?, ?>) kind.getValue().get("fields"))
                    .keySet().stream()
                            .anyMatch(name -> fields.get((String) name).type() == FieldType.MONEY);
        });
    }

    private Map<String, Map<String, Object>> kinds() {
        Map<String, Map<String, Object>> kinds = new TreeMap<>();
        metric.kinds()
                .forEach(name ->
                        kinds.put(name, mentions.of(language.vocabulary().kind(name))));
        return kinds;
    }
}

package io.tidewatch.metric.language;

import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Parts of a definition as plain maps, lists and texts, in one spelling. */
final class DefinitionTree {
    private DefinitionTree() {}

    /** A formula in one spelling; null for null. */
    static String text(Formula formula) {
        return formula == null ? null : ExpressionText.of(formula.tree());
    }

    /** A number without trailing zeros. */
    static String text(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    static Map<String, Object> measures(Map<String, ? extends MeasureSyntax> measures) {
        Map<String, Object> tree = new TreeMap<>();
        measures.forEach((name, measure) -> tree.put(name, measure(measure)));
        return tree;
    }

    private static Object measure(MeasureSyntax measure) {
        return switch (measure) {
            case MeasureSyntax.Computed computed -> text(computed.formula());
            case MeasureSyntax.OtherMetric other ->
                Map.of("metric", other.metric().name());
            case MeasureSyntax.Score score -> score(score);
            case Aggregate aggregate -> aggregate(aggregate);
        };
    }

    private static Map<String, Object> score(MeasureSyntax.Score score) {
        Map<String, Object> tree = new TreeMap<>();
        put(tree, "minimumCoverage", score.minimumCoverage());
        List<Object> inputs = new ArrayList<>();
        for (MeasureSyntax.Score.Input input : score.inputs()) {
            inputs.add(
                    List.of(input.of().name(), text(input.atNothing()), text(input.atAll()), setting(input.weight())));
        }
        tree.put("score", inputs);
        return tree;
    }

    private static Map<String, Object> aggregate(Aggregate aggregate) {
        Map<String, Object> tree = time(aggregate.time());
        tree.put("function", aggregate.function().key());
        tree.put("of", aggregate.of().name());
        put(tree, "argument", text(aggregate.argument()));
        put(tree, "where", text(aggregate.where()));
        if (aggregate.number() != 1) {
            tree.put("number", Integer.toString(aggregate.number()));
        }
        return tree;
    }

    private static Map<String, Object> time(TimeClause time) {
        Map<String, Object> tree = new TreeMap<>();
        put(tree, "dated", time.dated() == null ? null : time.dated().name());
        put(tree, "during", time.during() == null ? null : time.during().name());
        if (time.in() != null && !(time.in() instanceof Window.Ever)) {
            tree.put("in", time.inText().name().strip().replaceAll("\\s+", " "));
        }
        if (time.atStart()) {
            tree.put("at", Window.Relative.START);
        }
        return tree;
    }

    /** A set of subjects with those of its aggregates that are used. */
    static Map<String, Object> subjects(SubjectsSyntax subjects, Set<String> used) {
        Map<String, Object> tree = time(subjects.time());
        tree.put("each", subjects.each().name());
        put(tree, "field", subjects.field());
        put(tree, "last", subjects.areWeeks() ? subjects.last() : null);
        put(tree, "where", text(subjects.where()));
        Map<String, Aggregate> with = new TreeMap<>(subjects.with());
        with.keySet().retainAll(used);
        tree.put("with", measures(with));
        return tree;
    }

    /** A value with its deviations by business model. */
    static Map<String, Object> setting(Setting setting) {
        Map<String, Object> tree = new TreeMap<>();
        tree.put("default", value(setting.standard()));
        setting.byModel().forEach((model, value) -> tree.put(model.name(), value(value)));
        return tree;
    }

    /** The order of a list decides nothing. */
    private static List<String> value(Setting.Value value) {
        return switch (value) {
            case Setting.Value.Amount amount -> List.of(text(amount.number()));
            case Setting.Value.Amounts amounts ->
                amounts.numbers().stream()
                        .map(DefinitionTree::text)
                        .sorted()
                        .distinct()
                        .toList();
            case Setting.Value.Texts texts ->
                texts.texts().stream().sorted().distinct().toList();
        };
    }

    private static void put(Map<String, Object> tree, String key, Object value) {
        if (value != null) {
            tree.put(key, value.toString());
        }
    }
}

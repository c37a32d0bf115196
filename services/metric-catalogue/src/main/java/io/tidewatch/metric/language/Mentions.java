package io.tidewatch.metric.language;

import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names that a metric mentions, whatever they stand for, to know which fields and spans of a kind of record it may read.
 * Rather a field too many than one too few: a measure may have the name of a field.
 */
final class Mentions {
    private final Set<String> names = new HashSet<>();
    /** The kinds whose records are subjects. */
    private final Set<String> targets = new HashSet<>();

    private boolean spanOfSubject;

    void add(String name) {
        names.add(name);
    }

    /** All names of a formula; null has none. */
    void add(Formula formula) {
        Uses.walk(formula, node -> {
            if (node instanceof Expression.Name name) {
                names.addAll(name.path());
            }
        });
    }

    void add(MeasureSyntax measure) {
        switch (measure) {
            case MeasureSyntax.Computed computed -> add(computed.formula());
            case Aggregate aggregate -> {
                add(aggregate.argument());
                add(aggregate.where());
                add(aggregate.time());
            }
            default -> {
                // Other metrics and scores read no records themselves.
            }
        }
    }

    void add(SubjectsSyntax subjects) {
        add(subjects.where());
        add(subjects.time());
        if (subjects.field() != null) {
            names.add(subjects.field());
        }
        // Records of other kinds belong to a subject by the fields that refer to it.
        targets.add(subjects.each().name());
    }

    private void add(TimeClause time) {
        if (time.dated() != null) {
            names.add(time.dated().name());
        }
        if (time.during() != null) {
            names.add(time.during().name());
        }
        if (time.in() instanceof Window.Relative relative) {
            names.add(relative.anchor());
        }
        spanOfSubject |= time.in() instanceof Window.SubjectSpan;
    }

    /** What a metric with these names reads of a kind. */
    Map<String, Object> of(RecordKind kind) {
        Set<String> mentioned = new HashSet<>(names);
        Map<String, Object> tree = new TreeMap<>();
        if (kind.time() != null) {
            tree.put("time", kind.time());
            mentioned.add(kind.time());
        }
        tree.put("holds", kind.holds());
        tree.put("accountOptional", kind.accountOptional());
        Map<String, Object> spans = new TreeMap<>();
        kind.spans().forEach((name, span) -> {
            if (spanOfSubject || names.contains(name)) {
                mentioned.add(span.from());
                mentioned.add(span.until());
                Uses.walk(span.condition(), node -> {
                    if (node instanceof Expression.Name field) {
                        mentioned.addAll(field.path());
                    }
                });
                String condition = DefinitionTree.text(span.condition());
                spans.put(name, List.of(span.from(), span.until(), condition == null ? "" : condition));
            }
        });
        tree.put("spans", spans);
        kind.fields().forEach((name, field) -> {
            if (mentioned.contains(name) && field.since() != null) {
                mentioned.add(field.since());
            }
        });
        Map<String, Object> fields = new TreeMap<>();
        kind.fields().forEach((name, field) -> {
            if (mentioned.contains(name) || field.target() != null && targets.contains(field.target())) {
                fields.put(name, field(field));
            }
        });
        tree.put("fields", fields);
        return tree;
    }

    private static List<String> field(RecordField field) {
        return List.of(
                field.type().name(),
                field.target() == null ? "" : field.target(),
                field.planned() ? "planned" : "",
                field.since() == null ? "" : field.since());
    }
}

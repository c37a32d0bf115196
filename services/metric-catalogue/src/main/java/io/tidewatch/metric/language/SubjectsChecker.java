package io.tidewatch.metric.language;

import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks a set of subjects: what they are, which of them, and the aggregates of each. */
final class SubjectsChecker {
    private final Vocabulary vocabulary;
    private final Checking checking;
    private final AggregateChecker aggregates;
    private final Mistakes mistakes;

    SubjectsChecker(Checking checking, AggregateChecker aggregates) {
        this.vocabulary = checking.vocabulary();
        this.checking = checking;
        this.aggregates = aggregates;
        this.mistakes = checking.mistakes();
    }

    /** The facts; null (and a mistake) when there is no such kind. */
    SubjectsFacts check(SubjectsSyntax syntax) {
        RecordKind kind = syntax.areWeeks() ? null : aggregates.kind(syntax.each(), Set.of(SubjectsSyntax.WEEK));
        if (kind == null && !syntax.areWeeks()) {
            return null;
        }
        String target = kind == null ? SubjectsSyntax.WEEK : target(syntax, kind);
        Reads reads = kind == null
                ? Reads.NOTHING
                : new Reads(Set.of(kind.name()), syntax.time().needsPeriod());
        if (kind != null) {
            aggregates.time(syntax.time(), kind, new RecordScope(vocabulary, kind, Map.of()), null);
        } else if (syntax.time().isWritten()) {
            mistakes.add(
                    MistakeKind.STRUCTURE,
                    syntax.place(),
                    "Weeks have no time of their own; 'last' says which ones.",
                    null);
        }
        Map<String, MeasureFacts> with = with(syntax, kind, target);
        if (syntax.where() != null) {
            SubjectsFacts all = new SubjectsFacts(kind, target, with, reads);
            RecordScope scope = new RecordScope(vocabulary, kind, all.types());
            checking.condition(syntax.where(), scope);
            reads = all.reads(Uses.names(syntax.where())).and(scope.readsBeside(syntax.where()));
        }
        return new SubjectsFacts(kind, target, with, reads);
    }

    /** What records refer to in order to belong to a subject. */
    private String target(SubjectsSyntax syntax, RecordKind kind) {
        if (syntax.field() == null) {
            return kind.name();
        }
        RecordField field = kind.fields().get(syntax.field());
        if (field == null) {
            mistakes.add(
                    MistakeKind.UNKNOWN_FIELD,
                    syntax.each().place(),
                    kind.name() + " has no field '" + syntax.field() + "'.",
                    mistakes.closest(syntax.field(), kind.fields().keySet()));
        }
        return field == null || field.target() == null ? kind.name() : field.target();
    }

    private Map<String, MeasureFacts> with(SubjectsSyntax syntax, RecordKind kind, String target) {
        Map<String, MeasureFacts> with = new LinkedHashMap<>();
        syntax.with().forEach((name, aggregate) -> {
            if (kind != null && kind.fields().containsKey(name)) {
                mistakes.add(
                        MistakeKind.NAME_TAKEN,
                        aggregate.place(),
                        kind.name() + " has a field '" + name + "' already; take another name.",
                        null);
            }
            SubjectsFacts above = new SubjectsFacts(kind, target, with, Reads.NOTHING);
            Scope days = new RecordScope(vocabulary, kind, above.types());
            MeasureFacts facts = aggregates.ofSubject(aggregate, days, syntax, kind, target);
            Reads reads = facts.reads().and(above.reads(anchor(aggregate)));
            with.put(name, new MeasureFacts(facts.type(), facts.adds(), reads));
        });
        return with;
    }

    private static List<String> anchor(Aggregate aggregate) {
        return aggregate.time().in() instanceof Window.Relative relative ? List.of(relative.anchor()) : List.of();
    }
}

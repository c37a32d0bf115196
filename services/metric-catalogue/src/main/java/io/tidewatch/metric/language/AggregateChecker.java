package io.tidewatch.metric.language;

import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.Type.Sort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks aggregates and their time: kinds, fields, spans and windows. */
final class AggregateChecker {
    private final Vocabulary vocabulary;
    private final Map<String, SubjectsFacts> subjects;
    private final Checking checking;
    private final Mistakes mistakes;

    /** Reads {@code subjects} later: they may still be added. */
    AggregateChecker(Checking checking, Map<String, SubjectsFacts> subjects) {
        this.vocabulary = checking.vocabulary();
        this.subjects = subjects;
        this.checking = checking;
        this.mistakes = checking.mistakes();
    }

    /** An aggregate over an account's records or subjects; the days of windows are measures. */
    MeasureFacts ofAccount(Aggregate aggregate, Scope measures) {
        SubjectsFacts facts = subjects.get(aggregate.of().name());
        if (facts == null && subjects.containsKey(aggregate.of().name())) {
            return MeasureFacts.BROKEN;
        }
        if (facts == null) {
            RecordKind kind = kind(aggregate.of(), subjects.keySet());
            return kind == null ? MeasureFacts.BROKEN : overRecords(aggregate, kind, measures, null);
        }
        if (aggregate.time().isWritten()) {
            mistakes.add(
                    MistakeKind.TIME_IN_SUBJECTS,
                    aggregate.place(),
                    "The subjects '" + aggregate.of().name() + "' say which time counts; say it there.",
                    null);
        }
        RecordScope scope = new RecordScope(vocabulary, facts.kind(), facts.types());
        Set<String> names = new HashSet<>(Uses.names(aggregate.argument()));
        names.addAll(Uses.names(aggregate.where()));
        return facts(aggregate, scope, facts.reads(names));
    }

    /** An aggregate of each subject; the days of windows are fields and earlier aggregates of the subject. */
    MeasureFacts ofSubject(Aggregate aggregate, Scope days, SubjectsSyntax subject, RecordKind of, String target) {
        RecordKind kind = kind(aggregate.of(), Set.of());
        if (kind == null) {
            return MeasureFacts.BROKEN;
        }
        if (of != null && !isRelated(aggregate, kind, of, target)) {
            mistakes.add(
                    MistakeKind.NO_RELATION,
                    aggregate.of().place(),
                    kind.name() + " does not refer to " + target + "; a window after, since or before a day of the"
                            + " subject, or its span, would relate them.",
                    null);
        }
        return overRecords(aggregate, kind, days, subject);
    }

    private static boolean isRelated(Aggregate aggregate, RecordKind kind, RecordKind of, String target) {
        Window window = aggregate.time().in();
        return kind.name().equals(of.name())
                || kind.name().equals(target)
                || target.equals(Vocabulary.ACCOUNT)
                || window instanceof Window.SubjectSpan
                || window instanceof Window.Relative
                || kind.fields().values().stream().anyMatch(field -> target.equals(field.target()));
    }

    private MeasureFacts overRecords(Aggregate aggregate, RecordKind kind, Scope days, SubjectsSyntax subject) {
        time(aggregate.time(), kind, days, subject);
        return facts(
                aggregate,
                new RecordScope(vocabulary, kind, Map.of()),
                new Reads(Set.of(kind.name()), aggregate.time().needsPeriod()));
    }

    private MeasureFacts facts(Aggregate aggregate, RecordScope scope, Reads own) {
        Reads reads = own.and(scope.readsBeside(aggregate.argument())).and(scope.readsBeside(aggregate.where()));
        checking.condition(aggregate.where(), scope);
        Type argument = argument(aggregate, scope);
        return switch (aggregate.function()) {
            case COUNT -> new MeasureFacts(Type.NUMBER, true, reads);
            case STREAK -> new MeasureFacts(Type.NUMBER, false, reads);
            case FIRST -> new MeasureFacts(argument, false, reads);
            case LAST -> new MeasureFacts(argument, isStock(aggregate), reads);
            // A user belongs to one account; two accounts may use the same feature.
            case DISTINCT -> new MeasureFacts(Type.NUMBER, argument.is(Sort.REFERENCE) || argument.isUnknown(), reads);
            case VARIATION -> new MeasureFacts(Type.SHARE, false, reads);
            // A mean is kept as sum and count, a median is formed anew of all items.
            case SUM, MEAN, MEDIAN, SLOPE -> new MeasureFacts(argument, true, reads);
        };
    }

    private boolean isStock(Aggregate aggregate) {
        RecordKind kind = vocabulary.kind(aggregate.of().name());
        RecordField field = kind == null
                ? null
                : kind.fields().get(ExpressionText.of(aggregate.argument().tree()));
        return field != null && field.adds();
    }

    private Type argument(Aggregate aggregate, Scope scope) {
        Formula formula = aggregate.argument();
        if (formula == null) {
            return Type.NUMBER;
        }
        if (aggregate.function() == AggregateFunction.STREAK) {
            checking.condition(formula, scope);
            return Type.CONDITION;
        }
        Type type = checking.type(formula, scope);
        boolean any =
                switch (aggregate.function()) {
                    case FIRST, LAST, DISTINCT -> true;
                    default -> false;
                };
        if (!any && (!type.isNumeric() || type.is(Sort.CONDITION))) {
            mistakes.add(
                    MistakeKind.TYPE,
                    formula.place(),
                    "'" + aggregate.function().key() + "' needs a number, not " + type.shown() + ".",
                    null);
            return Type.UNKNOWN;
        }
        return type;
    }

    /** Checks when records of a kind count. */
    void time(TimeClause time, RecordKind kind, Scope days, SubjectsSyntax subject) {
        if (time.dated() != null && !kind.days().contains(time.dated().name())) {
            mistakes.unknown(
                    MistakeKind.NOT_A_DAY,
                    time.dated(),
                    kind.name() + " has no day '" + time.dated().name() + "'.",
                    kind.days());
        }
        if (time.during() != null && !kind.spans().containsKey(time.during().name())) {
            mistakes.unknown(
                    MistakeKind.UNKNOWN_SPAN,
                    time.during(),
                    kind.name() + " has no span '" + time.during().name() + "'.",
                    kind.spans().keySet());
        }
        if (time.in() == null) {
            return;
        }
        if (kind.time() == null && time.dated() == null) {
            mistakes.add(
                    MistakeKind.NOT_A_DAY,
                    time.inText().place(),
                    "A " + kind.name() + " has no day that it counts by; say which one with 'dated'.",
                    null);
        }
        window(time, days, subject);
    }

    private void window(TimeClause time, Scope days, SubjectsSyntax subject) {
        Mention text = time.inText();
        if (time.in() instanceof Window.SubjectSpan && !hasOneSpan(subject)) {
            mistakes.add(
                    MistakeKind.NO_SPAN,
                    text.place(),
                    "The window 'span' needs subjects with a span, and only one.",
                    null);
        }
        if (time.in() instanceof Window.Relative relative && !relative.anchor().equals(Window.Relative.START)) {
            int at = text.name().lastIndexOf(relative.anchor()) + 1;
            FormulaMistakes place = new FormulaMistakes(text.place(), text.name(), mistakes);
            Type type = days.typeOf(new Expression.Name(List.of(relative.anchor()), at), place);
            if (!type.isTime()) {
                place.add(
                        MistakeKind.NOT_A_DAY,
                        at,
                        "'" + relative.anchor() + "' is " + type.shown() + ", not a day.",
                        null);
            }
        }
    }

    private boolean hasOneSpan(SubjectsSyntax subject) {
        RecordKind kind =
                subject == null ? null : vocabulary.kind(subject.each().name());
        return kind != null
                && !kind.spans().isEmpty()
                && (kind.spans().size() == 1 || subject.time().during() != null);
    }

    /** The kind of this name; null (and a mistake) when there is none. */
    RecordKind kind(Mention name, Set<String> otherNames) {
        RecordKind kind = vocabulary.kind(name.name());
        if (kind == null) {
            List<String> candidates = new ArrayList<>(vocabulary.names());
            candidates.addAll(otherNames);
            mistakes.unknown(
                    MistakeKind.UNKNOWN_KIND, name, "There is no kind of record '" + name.name() + "'.", candidates);
        }
        return kind;
    }
}

package io.tidewatch.metric.oracle;

import static io.tidewatch.metric.oracle.Value.None.ABSENT;
import static io.tidewatch.metric.oracle.Value.None.UNKNOWN;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.Formula;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.Mention;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.SubjectsSyntax;
import io.tidewatch.metric.language.TimeClause;
import io.tidewatch.metric.language.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds the records and subjects that aggregates are about, one definition at a time. */
final class Aggregates {
    /** The values of the records that count, or why there are none: {@code none} is absent or unknown, else null. */
    record Items(Value none, List<Item> items) {
        static Items none(Value none) {
            return new Items(none, List.of());
        }
    }

    /**
     * A record or subject that counts.
     *
     * @param value of the expression; 1 where there is none
     * @param day that it counts by; absent for subjects and for records without one
     */
    record Item(Value value, Value day) {}

    private final Reading records;
    private final Formulas formulas;
    private final LocalDate before;
    private final LocalDate start;
    private final LocalDate asOf;
    private final Function<String, SubjectsSyntax> subjects;
    private final Function<String, Value> measures;

    /** {@code before} is the first bound of the previous period, {@code start} is t0, {@code asOf} is t1. */
    Aggregates(
            Reading records,
            Formulas formulas,
            LocalDate before,
            LocalDate start,
            LocalDate asOf,
            Function<String, SubjectsSyntax> subjects,
            Function<String, Value> measures) {
        this.records = records;
        this.formulas = formulas;
        this.before = before;
        this.start = start;
        this.asOf = asOf;
        this.subjects = subjects;
        this.measures = measures;
    }

    /**
     * What a measure of the account is about.
     *
     * @param label only records for which this holds; null for all
     */
    Items items(Aggregate aggregate, Predicate<Function<String, Value>> label) {
        SubjectsSyntax over = subjects.apply(aggregate.of().name());
        return over == null ? ofRecords(aggregate, null, label) : ofSubjects(aggregate, over, label);
    }

    /** One value of several; of no amounts an amount without a currency. */
    Value fold(Aggregate aggregate, Items items) {
        boolean money = aggregate.argument() != null
                && formulas.isMoney(aggregate.argument().tree());
        return Folding.fold(aggregate, items, money, formulas.exchange());
    }

    private Items ofSubjects(Aggregate aggregate, SubjectsSyntax over, Predicate<Function<String, Value>> label) {
        List<Subject> all = subjects(over);
        RecordKind kind = over.areWeeks() ? null : records.kind(over.each().name());
        LocalDate reading = reading(over.time());
        if (all == null || !coversBeside(aggregate, kind, reading)) {
            return Items.none(UNKNOWN);
        }
        Set<AggregateFunction> leavingOut = Set.of(
                AggregateFunction.MEAN, AggregateFunction.MEDIAN, AggregateFunction.SLOPE, AggregateFunction.VARIATION);
        List<Item> items = new ArrayList<>();
        for (Subject subject : all) {
            Formulas.Names names = name -> subject.name(name, records);
            Value counts = condition(aggregate.where(), names);
            if (counts.isUnknown()) {
                return Items.none(UNKNOWN);
            }
            if (!counts.isTrue()
                    || label != null
                            && !label.test(field -> subject.name(new Expression.Name(List.of(field), 1), records))) {
                continue;
            }
            Value value = argument(aggregate, names);
            if (value.isAbsent() && leavingOut.contains(aggregate.function())) {
                continue;
            }
            if (value.hasNone() && !takesOne(aggregate)) {
                return Items.none(UNKNOWN);
            }
            items.add(new Item(value, ABSENT));
        }
        return new Items(null, items);
    }

    private static boolean takesOne(Aggregate aggregate) {
        return aggregate.function() == AggregateFunction.FIRST || aggregate.function() == AggregateFunction.LAST;
    }

    private Value condition(Formula where, Formulas.Names names) {
        return where == null ? Value.of(true) : formulas.value(where.tree(), names);
    }

    private Value argument(Aggregate aggregate, Formulas.Names names) {
        return aggregate.argument() == null
                ? Value.of(1)
                : formulas.value(aggregate.argument().tree(), names);
    }

    /** The reading day of a clause. */
    private LocalDate reading(TimeClause time) {
        return time.atStart() ? start : asOf;
    }

    private boolean coversBeside(Aggregate aggregate, RecordKind kind, LocalDate reading) {
        return coversBeside(aggregate.where(), kind, reading) && coversBeside(aggregate.argument(), kind, reading);
    }

    private boolean coversBeside(Formula formula, RecordKind kind, LocalDate reading) {
        if (formula == null) {
            return true;
        }
        return records.beside(formula.tree(), kind).stream()
                .allMatch(other -> records.covers(records.kind(other), reading, reading, false));
    }

    /** The records of an aggregate, of the account or of one subject. */
    private Items ofRecords(Aggregate aggregate, Subject subject, Predicate<Function<String, Value>> label) {
        RecordKind kind = records.kind(aggregate.of().name());
        LocalDate reading = reading(aggregate.time());
        String dated = dated(aggregate, kind);
        List<AccountRecord> counting = new ArrayList<>();
        boolean last = subject == null
                && aggregate.function() == AggregateFunction.LAST
                && aggregate.time().during() == null
                && dated != null;
        Value none = counting(aggregate.time(), kind, dated, subject, last, counting);
        if (none != null) {
            return Items.none(none);
        }
        if (!coversBeside(aggregate, kind, reading)) {
            return Items.none(UNKNOWN);
        }
        List<Item> items = new ArrayList<>();
        for (AccountRecord record : counting) {
            Formulas.Names names = name -> records.name(name, record, reading);
            Value counts = condition(aggregate.where(), names);
            if (counts.isUnknown()) {
                return Items.none(UNKNOWN);
            }
            if (!counts.isTrue() || subject != null && !subject.owns(record, records, reading)) {
                continue;
            }
            Value value = argument(aggregate, names);
            if (isDayOfItself(aggregate, kind) && value.isAbsent()
                    || label != null && !label.test(field -> records.field(record, field, reading))) {
                continue;
            }
            if (value.hasNone() && !takesOne(aggregate)) {
                return Items.none(UNKNOWN);
            }
            items.add(new Item(value, dated == null ? ABSENT : records.field(record, dated, reading)));
        }
        return last && !lastIsCovered(aggregate.time(), kind, dated, items)
                ? Items.none(UNKNOWN)
                : new Items(null, items);
    }

    /** Whether the window is covered, or at least from the day of the last record on: nothing before it changes the last one. */
    private boolean lastIsCovered(TimeClause time, RecordKind kind, String dated, List<Item> items) {
        Range range = range(time.in(), anchor(time.in(), null), isMoment(kind, dated), null);
        if (isCovered(time, kind, range)) {
            return true;
        }
        if (items.isEmpty() || time.in() instanceof Window.Ahead) {
            return false;
        }
        LocalDate from =
                switch (items.getLast().day()) {
                    case Value.Day(LocalDate day) -> day;
                    case Value.Moment(Instant moment) ->
                        moment.atZone(ZoneOffset.UTC).toLocalDate();
                    default -> throw new IllegalStateException("A record that counts by a day has none");
                };
        return records.covers(kind, from.isAfter(range.first()) ? from : range.first(), range.last(), false);
    }

    private boolean isCovered(TimeClause time, RecordKind kind, Range range) {
        return time.in() instanceof Window.Ahead
                ? records.covers(kind, asOf, asOf, false)
                : records.covers(kind, range.first(), range.last(), range.open());
    }

    private static boolean isMoment(RecordKind kind, String dated) {
        return kind.fields().get(dated).type() == FieldType.INSTANT;
    }

    /** The field of the day that records count by; null when they have none. */
    private static String dated(Aggregate aggregate, RecordKind kind) {
        if (aggregate.time().dated() != null) {
            return aggregate.time().dated().name();
        }
        return isDayOfItself(aggregate, kind)
                ? ((Expression.Name) aggregate.argument().tree()).full()
                : kind.time();
    }

    /** Whether it is the first or last of a day, by which its records count. */
    private static boolean isDayOfItself(Aggregate aggregate, RecordKind kind) {
        if (!takesOne(aggregate)
                || aggregate.time().dated() != null
                || !(aggregate.argument().tree() instanceof Expression.Name name)) {
            return false;
        }
        var field = kind.fields().get(name.full());
        return field != null && field.type().isTime();
    }

    /** Whether the kinds that the expression reads along references are covered. */
    boolean isArgumentCovered(Aggregate aggregate) {
        SubjectsSyntax over = subjects.apply(aggregate.of().name());
        String of = over == null ? aggregate.of().name() : over.each().name();
        LocalDate reading = reading(over == null ? aggregate.time() : over.time());
        return coversBeside(aggregate.argument(), records.kind(of), reading);
    }

    /** The same records or subjects, counted: those without a value are among them. */
    Aggregate counted(Aggregate aggregate) {
        TimeClause time = aggregate.time();
        return takesOne(aggregate)
                ? aggregate
                : new Aggregate(
                        aggregate.place(), AggregateFunction.COUNT, null, aggregate.of(), time, aggregate.where(), 1);
    }

    /** Adds the records that count by time, in order; or says why there are none: absent or unknown, else null. */
    private Value counting(
            TimeClause time,
            RecordKind kind,
            String dated,
            Subject subject,
            boolean evenUncovered,
            List<AccountRecord> to) {
        LocalDate reading = reading(time);
        boolean byTime = time.during() == null && dated != null;
        Range range = byTime ? null : Range.days(reading, reading);
        if (byTime) {
            Value anchor = anchor(time.in(), subject);
            if (anchor != null && anchor.hasNone()) {
                return anchor;
            }
            range = range(time.in(), anchor, isMoment(kind, dated), subject);
        }
        boolean week = subject != null && subject.syntax().areWeeks();
        if (week && byTime) {
            range = range.and(subject.firstDay(), subject.lastDay());
        }
        if (!evenUncovered && !isCovered(time, kind, range)) {
            return UNKNOWN;
        }
        for (AccountRecord record : records.records(kind.name())) {
            boolean counts = time.during() == null
                    ? !byTime || range.has(records.field(record, dated, reading))
                    : records.holds(record, kind.spans().get(time.during().name()), reading, formulas);
            if (counts && week && !byTime) {
                Range block = Range.days(subject.firstDay(), subject.lastDay());
                counts = dated != null && block.has(records.field(record, dated, reading));
            }
            if (counts) {
                to.add(record);
            }
        }
        to.sort(records.order(kind, dated, reading));
        return null;
    }

    /** The day of a window that names one; null for the others. */
    private Value anchor(Window window, Subject subject) {
        if (window instanceof Window.SubjectSpan) {
            return records.field(subject.record(), span(subject).from(), subject.reading());
        }
        if (!(window instanceof Window.Relative relative)) {
            return null;
        }
        if (relative.anchor().equals(Window.Relative.START)) {
            return new Value.Day(start);
        }
        return subject == null
                ? measures.apply(relative.anchor())
                : subject.name(new Expression.Name(List.of(relative.anchor()), 1), records);
    }

    private RecordKind.Span span(Subject subject) {
        RecordKind kind = records.kind(subject.record().kind());
        Mention during = subject.syntax().time().during();
        return during == null
                ? kind.spans().values().iterator().next()
                : kind.spans().get(during.name());
    }

    private Range range(Window window, Value anchor, boolean moments, Subject subject) {
        return switch (window) {
            case null -> Range.open(LocalDate.MIN, asOf);
            case Window.Ever ever -> Range.open(LocalDate.MIN, asOf);
            case Window.Last last ->
                Range.days(asOf.minusDays(last.ago() + last.days() - 1L), asOf.minusDays(last.ago()));
            case Window.Period period -> Range.days(start.plusDays(1), asOf);
            case Window.PreviousPeriod previous -> Range.days(before.plusDays(1), start);
            case Window.Ahead ahead -> Range.days(asOf.plusDays(1), LocalDate.MAX);
            case Window.SubjectSpan of -> {
                Value until = records.field(subject.record(), span(subject).until(), subject.reading());
                yield upToAsOf(
                        anchor.day(), until.hasNone() ? asOf : until.day().minusDays(1), false);
            }
            case Window.Relative relative ->
                moments && anchor instanceof Value.Moment(Instant at)
                        ? ofMoments(relative, at)
                        : ofDays(relative, anchor.day());
        };
    }

    private Range ofDays(Window.Relative window, LocalDate day) {
        int days = window.days();
        return switch (window.side()) {
            case AFTER -> upToAsOf(day.plusDays(1), days == 0 ? asOf : day.plusDays(days), true);
            case SINCE -> upToAsOf(day, days == 0 ? asOf : day.plusDays(days - 1), true);
            case BEFORE -> upToAsOf(day.minusDays(days), day.minusDays(1), true);
        };
    }

    private Range ofMoments(Window.Relative window, Instant at) {
        Duration length = Duration.ofHours(24L * window.days());
        Instant end = window.days() == 0 ? null : at.plus(length);
        return switch (window.side()) {
            case AFTER -> Range.moments(at, false, end, true, asOf);
            case SINCE -> Range.moments(at, true, end, false, asOf);
            case BEFORE -> Range.moments(at.minus(length), true, at, false, asOf);
        };
    }

    private Range upToAsOf(LocalDate first, LocalDate last, boolean open) {
        LocalDate end = last.isAfter(asOf) ? asOf : last;
        return open ? Range.open(first, end) : Range.days(first, end);
    }

    /** The subjects that count, with their aggregates; null where it is unknown which ones do. */
    private List<Subject> subjects(SubjectsSyntax syntax) {
        List<Subject> candidates = candidates(syntax);
        if (candidates == null) {
            return null;
        }
        RecordKind kind = syntax.areWeeks() ? null : records.kind(syntax.each().name());
        if (!coversBeside(syntax.where(), kind, reading(syntax.time()))) {
            return null;
        }
        List<Subject> counting = new ArrayList<>();
        for (Subject subject : candidates) {
            boolean another = subject.group() != null
                    && candidates.stream().takeWhile(other -> other != subject).anyMatch(other -> subject.group()
                            .equals(other.group()));
            if (another) {
                continue;
            }
            syntax.with().forEach((name, aggregate) -> {
                Items items = ofRecords(aggregate, subject, null);
                subject.with().put(name, fold(aggregate, items));
            });
            Value counts = condition(syntax.where(), name -> subject.name(name, records));
            if (counts.isUnknown()) {
                return null;
            }
            if (counts.isTrue()) {
                counting.add(subject);
            }
        }
        return counting;
    }

    /** Whether the conditions hold that are about a record alone: of those joined by {@code and}, the ones without an aggregate of the subjects. */
    private boolean counts(Expression where, SubjectsSyntax syntax, Formulas.Names names) {
        if (where instanceof Expression.And and) {
            return counts(and.left(), syntax, names) && counts(and.right(), syntax, names);
        }
        return readsAggregate(where, syntax) || formulas.value(where, names).isTrue();
    }

    private static boolean readsAggregate(Expression node, SubjectsSyntax syntax) {
        boolean own = node instanceof Expression.Name name
                && name.path().size() == 1
                && syntax.with().containsKey(name.full());
        return own || node.parts().stream().anyMatch(part -> readsAggregate(part, syntax));
    }

    /** Weeks, or the records that count by time and by the conditions on them. Of a group, there is one candidate per record. */
    private List<Subject> candidates(SubjectsSyntax syntax) {
        List<Subject> candidates = new ArrayList<>();
        if (syntax.areWeeks()) {
            for (int block = syntax.last() - 1; block >= 0; block--) {
                candidates.add(Subject.week(syntax, asOf.minusDays(7L * (block + 1) - 1), asOf));
            }
            return candidates;
        }
        RecordKind kind = records.kind(syntax.each().name());
        Mention dated = syntax.time().dated();
        List<AccountRecord> counting = new ArrayList<>();
        if (counting(syntax.time(), kind, dated == null ? kind.time() : dated.name(), null, false, counting) != null) {
            return null;
        }
        LocalDate reading = reading(syntax.time());
        for (AccountRecord record : counting) {
            Value group = syntax.field() == null ? null : records.field(record, syntax.field(), reading);
            Subject subject = new Subject(syntax, record, group, null, reading, new HashMap<>());
            if (syntax.where() != null && !counts(syntax.where().tree(), syntax, name -> subject.name(name, records))) {
                continue;
            }
            if (group != null && group.hasNone()) {
                return null;
            }
            candidates.add(subject);
        }
        return candidates;
    }
}

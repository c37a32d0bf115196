package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.Formula;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.ParameterSyntax;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.TimeClause;
import io.tidewatch.metric.language.Type.Sort;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.language.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Compiles aggregates over the records of a kind, for one metric: with its parameters and its period. */
final class AggregateCompiler {
    private static final String USAGE = "usage";
    private static final String COUNT = "count";

    private final ProgramBuilder program;
    private final Map<String, ParameterSyntax> parameters;
    /** Number of the period; -1 without one. */
    private final int period;

    AggregateCompiler(ProgramBuilder program, Map<String, ParameterSyntax> parameters, int period) {
        this.program = program;
        this.parameters = parameters;
        this.period = period;
    }

    /** Which records count, and how they become a value. */
    record Compiled(RecordChoice choice, Reduction reduction) {}

    /**
     * Compiles an aggregate.
     *
     * @param anchors the days that its window may name
     * @param footprint receives what its window reads
     * @param subject the subject that it is of; null for one of the account
     */
    Compiled compile(Aggregate aggregate, Names anchors, Footprint footprint, SubjectSet subject) {
        RecordKind kind = program.vocabulary().kind(aggregate.of().name());
        int reading = reading(aggregate.time());
        Names names = new Names.OfRecord(program, kind, reading);
        Footprint records = new Footprint();
        String day = dayOf(aggregate, kind);
        List<Integer> conditions = new ArrayList<>();
        boolean spanOfDays =
                aggregate.time().during() != null && aggregate.time().dated() == null;
        if (spanOfDays && dayArgument(aggregate, kind) != null) {
            condition(
                    new Conditions.Missing(program.field(kind, day, reading, records), true),
                    true,
                    false,
                    kind,
                    conditions);
        }
        conditions(conjuncts(aggregate.where()), names, kind, records, conditions);
        // Before the choice: what the argument reads along references must be covered, too.
        Formula formula = aggregate.argument();
        Node argument = formula == null
                ? null
                : new FormulaCompiler(program, parameters, names, records).compile(formula.tree());
        boolean clock = !records.clocks.isEmpty();
        RecordChoice choice = choice(aggregate.time(), kind, day, conditions, records, anchors, footprint, subject);
        return new Compiled(
                choice, reduction(aggregate, argument, clock, day == null || day.equals(kind.time()), choice));
    }

    /** The number of the day on which the records of a clause are read. */
    int reading(TimeClause time) {
        return time.atStart() ? 1 + period : 0;
    }

    /** The field whose day decides: that of {@code dated}, else the day that first or last asks for, else that of the kind. */
    private static String dayOf(Aggregate aggregate, RecordKind kind) {
        if (aggregate.time().dated() != null) {
            return aggregate.time().dated().name();
        }
        String argument = dayArgument(aggregate, kind);
        return argument == null ? kind.time() : argument;
    }

    private static String dayArgument(Aggregate aggregate, RecordKind kind) {
        boolean one = aggregate.function() == AggregateFunction.FIRST || aggregate.function() == AggregateFunction.LAST;
        if (one
                && aggregate.argument().tree() instanceof Expression.Name name
                && name.path().size() == 1) {
            RecordField field = kind.fields().get(name.full());
            return field != null && field.type().isTime() ? name.full() : null;
        }
        return null;
    }

    /** The conditions that a condition joins by {@code and}. */
    static List<Expression> conjuncts(Formula where) {
        List<Expression> conjuncts = new ArrayList<>();
        if (where != null) {
            split(where.tree(), conjuncts);
        }
        return conjuncts;
    }

    private static void split(Expression node, List<Expression> conjuncts) {
        if (node instanceof Expression.And(Expression left, Expression right, int at)) {
            split(left, conjuncts);
            split(right, conjuncts);
        } else {
            conjuncts.add(node);
        }
    }

    /** Adds the numbers of conditions on the records of a kind. */
    void conditions(
            List<Expression> conjuncts, Names names, RecordKind kind, Footprint footprint, List<Integer> conditions) {
        for (Expression conjunct : conjuncts) {
            Footprint own = new Footprint();
            Node node = new FormulaCompiler(program, parameters, names, own).compile(conjunct);
            footprint.beside.addAll(own.beside);
            condition(node, own.daily, !own.clocks.isEmpty(), kind, conditions);
        }
    }

    private void condition(Node node, boolean daily, boolean clock, RecordKind kind, List<Integer> conditions) {
        conditions.add(program.condition(kind, node, daily, clock));
    }

    /**
     * Which records of a kind count.
     *
     * @param day the field whose day decides; null without one
     * @param conditions what must be true of a record
     * @param records what the conditions read
     */
    RecordChoice choice(
            TimeClause time,
            RecordKind kind,
            String day,
            List<Integer> conditions,
            Footprint records,
            Names anchors,
            Footprint footprint,
            SubjectSet subject) {
        int reading = reading(time);
        RecordField field = day == null ? null : kind.fields().get(day);
        boolean moment = field != null && field.type() == FieldType.INSTANT;
        List<Integer> all = new ArrayList<>(conditions);
        if (kind.name().equals(USAGE) && kind.fields().containsKey(COUNT)) {
            // What did not happen is not a record.
            condition(new Fields.Counted(program.column(kind, COUNT)), false, false, kind, all);
        }
        if (kind.name().equals(Vocabulary.ACCOUNT)) {
            condition(new Fields.IsCurrent(reading), true, false, kind, all);
        }
        if (time.during() != null) {
            during(kind.spans().get(time.during().name()), kind, reading, records, all);
        }
        WindowPlan window = null;
        boolean weeks = subject != null && subject.weeks() > 0;
        if (weeks && day == null) {
            // Without a day, a record is in no week.
            condition(new Numbers.Constant(0), false, false, kind, all);
        }
        if (day != null && (time.during() == null || weeks)) {
            Window written = time.in() == null ? new Window.Ever() : time.in();
            window = window(written, moment, anchors, footprint, subject);
            if (field.since() != null) {
                // A record without its day is in no window.
                Node present = new Conditions.Missing(program.field(kind, day, reading, records), true);
                condition(present, true, false, kind, all);
            }
        }
        boolean own = window != null && window.anchor() != null && subject == null && anchors instanceof Names.OfRecord;
        return new RecordChoice(
                program.kind(kind),
                day == null ? -1 : program.column(kind, day),
                moment,
                field != null && !field.planned(),
                window,
                own,
                List.copyOf(new TreeSet<>(all)),
                List.copyOf(records.beside),
                reading);
    }

    private void during(
            RecordKind.Span span, RecordKind kind, int reading, Footprint records, List<Integer> conditions) {
        Node holds = new Fields.SpanHolds(
                program.column(kind, span.from()),
                kind.fields().get(span.from()).type() == FieldType.INSTANT,
                program.column(kind, span.until()),
                kind.fields().get(span.until()).type() == FieldType.INSTANT,
                reading);
        condition(holds, true, false, kind, conditions);
        Names names = new Names.OfRecord(program, kind, reading);
        conditions(conjuncts(span.condition()), names, kind, records, conditions);
    }

    private WindowPlan window(Window window, boolean moment, Names anchors, Footprint footprint, SubjectSet subject) {
        int weeks = subject == null ? 0 : subject.weeks();
        return switch (window) {
            case Window.Last(int days, int ago) ->
                new WindowPlan(WindowPlan.Shape.LAST, days, ago, -1, null, false, null, weeks);
            case Window.Ever ever -> plain(WindowPlan.Shape.EVER, weeks);
            case Window.Period any -> plain(WindowPlan.Shape.PERIOD, weeks);
            case Window.PreviousPeriod any -> plain(WindowPlan.Shape.PREVIOUS, weeks);
            case Window.Ahead ahead -> plain(WindowPlan.Shape.AHEAD, weeks);
            case Window.SubjectSpan span ->
                new WindowPlan(WindowPlan.Shape.SPAN, 0, 0, -1, subject.spanFrom(), false, subject.spanUntil(), weeks);
            case Window.Relative relative -> {
                WindowPlan.Shape shape =
                        switch (relative.side()) {
                            case AFTER -> WindowPlan.Shape.AFTER;
                            case SINCE -> WindowPlan.Shape.SINCE;
                            case BEFORE -> WindowPlan.Shape.BEFORE;
                        };
                if (relative.anchor().equals(Window.Relative.START)) {
                    yield new WindowPlan(shape, relative.days(), 0, period, null, false, null, weeks);
                }
                Node day = anchors.of(new Expression.Name(List.of(relative.anchor()), 1), footprint);
                boolean both = moment && anchors.isMoment(relative.anchor());
                Node anchor = anchors.isMoment(relative.anchor()) && !both ? new Fields.DayOf(day) : day;
                yield new WindowPlan(shape, relative.days(), 0, -1, anchor, both, null, weeks);
            }
        };
    }

    private WindowPlan plain(WindowPlan.Shape shape, int weeks) {
        boolean periodic = shape == WindowPlan.Shape.PERIOD || shape == WindowPlan.Shape.PREVIOUS;
        return new WindowPlan(shape, 0, 0, periodic ? period : -1, null, false, null, weeks);
    }

    private Reduction reduction(
            Aggregate aggregate, Node argument, boolean clock, boolean sorted, RecordChoice choice) {
        Formula formula = aggregate.argument();
        Sort sort = formula == null ? Sort.NUMBER : program.sortOf(formula.tree());
        return new Reduction(
                aggregate.function(),
                argument,
                aggregate.number(),
                choice.kind(),
                choice.day(),
                choice.moment(),
                choice.readBy(),
                sorted,
                sort == Sort.MONEY,
                sort == Sort.WORDS || sort == Sort.REFERENCES,
                false,
                clock,
                formula == null ? null : formula.text());
    }
}

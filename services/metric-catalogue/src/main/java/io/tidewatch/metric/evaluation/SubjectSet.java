package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.ParameterSyntax;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.SubjectsSyntax;
import io.tidewatch.metric.language.TimeClause;
import io.tidewatch.metric.language.Type.Sort;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles one set of subjects, and of its aggregates those that something reads. The names are those of a formula about a subject. */
final class SubjectSet implements Names {
    private final ProgramBuilder program;
    private final Map<String, ParameterSyntax> parameters;
    private final AggregateCompiler aggregates;
    private final SubjectsSyntax syntax;
    /** Null for weeks. */
    private final RecordKind kind;

    private final Map<String, Integer> withs = new HashMap<>();
    private int candidates;
    private int chosen;

    SubjectSet(
            ProgramBuilder program,
            Map<String, ParameterSyntax> parameters,
            AggregateCompiler aggregates,
            SubjectsSyntax syntax) {
        this.program = program;
        this.parameters = parameters;
        this.aggregates = aggregates;
        this.syntax = syntax;
        this.kind = syntax.areWeeks()
                ? null
                : program.vocabulary().kind(syntax.each().name());
    }

    /** Compiles which subjects there are. */
    SubjectSet compile() {
        List<Expression> ofRecords = new ArrayList<>();
        List<Expression> ofSubjects = new ArrayList<>();
        for (Expression conjunct : AggregateCompiler.conjuncts(syntax.where())) {
            boolean aggregate = kind == null || names(conjunct).stream().anyMatch(syntax.with()::containsKey);
            (aggregate ? ofSubjects : ofRecords).add(conjunct);
        }
        candidates = kind == null
                ? program.place(
                        "candidates",
                        syntax.last(),
                        place -> new Subjects.Candidates(place, null, true, null, null, syntax.last()))
                : candidates(ofRecords);
        List<Node> where = new ArrayList<>();
        Footprint footprint = new Footprint();
        for (Expression conjunct : ofSubjects) {
            where.add(new FormulaCompiler(program, parameters, this, footprint).compile(conjunct));
        }
        List<Integer> read = List.copyOf(footprint.withs);
        List<Integer> beside = List.copyOf(footprint.beside);
        boolean clock = !footprint.clocks.isEmpty();
        chosen = program.place(
                "chosen",
                List.of(candidates, where),
                place -> new Subjects.Choice(place, candidates, where, read, beside, clock));
        return this;
    }

    private int candidates(List<Expression> conjuncts) {
        TimeClause time = syntax.time();
        int reading = 0;
        Names record = new Names.OfRecord(program, kind, reading);
        Footprint records = new Footprint();
        List<Integer> conditions = new ArrayList<>();
        aggregates.conditions(conjuncts, record, kind, records, conditions);
        String day = time.dated() == null ? kind.time() : time.dated().name();
        Node group = syntax.field() == null ? null : program.field(kind, syntax.field(), reading, records);
        RecordChoice choice = aggregates.choice(time, kind, day, conditions, records, record, new Footprint(), null);
        boolean sorted = day == null || day.equals(kind.time());
        List<Object> key = new ArrayList<>(List.of(choice, sorted));
        key.add(group);
        return program.place(
                "candidates", key, place -> new Subjects.Candidates(place, choice, sorted, group, syntax.field(), 0));
    }

    /** How many weeks the subjects are; 0 when they are records. */
    int weeks() {
        return syntax.last();
    }

    int candidatesPlace() {
        return candidates;
    }

    int chosenPlace() {
        return chosen;
    }

    /** The kind of record; null for weeks. */
    RecordKind kind() {
        return kind;
    }

    /** The first day of the subject's span. */
    Node spanFrom() {
        return day(span().from());
    }

    /** The day on which the subject's span is over. */
    Node spanUntil() {
        return day(span().until());
    }

    private RecordKind.Span span() {
        return syntax.time().during() == null
                ? kind.spans().values().iterator().next()
                : kind.spans().get(syntax.time().during().name());
    }

    private Node day(String field) {
        Node value = new Fields.OfSubject(candidates, program.field(kind, field, 0, new Footprint()));
        return kind.fields().get(field).type() == FieldType.INSTANT ? new Fields.DayOf(value) : value;
    }

    @Override
    public Node of(Expression.Name name, Footprint footprint) {
        String head = name.path().getFirst();
        if (name.path().size() == 1 && syntax.with().containsKey(head)) {
            int with = with(head);
            footprint.withs.add(with);
            return new Fields.OfWith(with);
        }
        if (head.equals(Vocabulary.ACCOUNT)) {
            return Names.attribute(program, name, footprint);
        }
        return new Fields.OfSubject(candidates, new Names.OfRecord(program, kind, 0).of(name, footprint));
    }

    @Override
    public boolean isMoment(String name) {
        Aggregate with = syntax.with().get(name);
        if (with != null) {
            return with.argument() != null && program.sortOf(with.argument().tree()) == Sort.INSTANT;
        }
        return kind.fields().get(name).type() == FieldType.INSTANT;
    }

    private int with(String name) {
        Integer known = withs.get(name);
        if (known != null) {
            return known;
        }
        Aggregate aggregate = syntax.with().get(name);
        AggregateCompiler.Compiled compiled = aggregates.compile(aggregate, this, new Footprint(), this);
        int related = related(program.vocabulary().kind(aggregate.of().name()), aggregate);
        int place = program.place(
                "withs",
                List.of(candidates, related, compiled),
                number -> new Subjects.With(number, candidates, related, compiled.choice(), compiled.reduction()));
        withs.put(name, place);
        return place;
    }

    /** The records that belong to each subject; -1 when all records of the kind do. */
    private int related(RecordKind of, Aggregate aggregate) {
        if (kind == null) {
            return -1;
        }
        String target = target();
        Node key = null;
        boolean lists = false;
        boolean itself = of.name().equals(kind.name()) && syntax.field() == null
                || of.name().equals(target)
                        && syntax.field() != null
                        && !of.name().equals(kind.name());
        if (!itself) {
            String field = of.name().equals(kind.name()) ? syntax.field() : reference(of, target);
            if (field == null) {
                return -1;
            }
            key = program.field(of, field, 0, new Footprint());
            lists = of.fields().get(field).type() == FieldType.REFS;
        }
        List<Object> identity = new ArrayList<>(List.of(candidates, program.kind(of)));
        identity.add(key);
        Node found = key;
        boolean several = lists;
        return program.place(
                "related",
                identity,
                place -> new Subjects.Relation(place, candidates, program.kind(of), found, several));
    }

    /** What records refer to in order to belong to a subject. */
    private String target() {
        RecordField field = syntax.field() == null ? null : kind.fields().get(syntax.field());
        return field == null || field.target() == null ? kind.name() : field.target();
    }

    /** The first field of a kind that refers to the target; null without one, or when a group is of plain values. */
    private String reference(RecordKind of, String target) {
        boolean plain =
                syntax.field() != null && kind.fields().get(syntax.field()).target() == null;
        if (plain) {
            return null;
        }
        return of.fields().entrySet().stream()
                .filter(field -> target.equals(field.getValue().target()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static Set<String> names(Expression node) {
        Set<String> names = new HashSet<>();
        if (node instanceof Expression.Name name) {
            names.add(name.path().getFirst());
        }
        node.parts().forEach(part -> names.addAll(names(part)));
        return names;
    }
}

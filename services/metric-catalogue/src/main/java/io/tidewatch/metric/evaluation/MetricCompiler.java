package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.Unit;
import io.tidewatch.metric.language.CheckedMetric;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.Expression.Arithmetic;
import io.tidewatch.metric.language.Formula;
import io.tidewatch.metric.language.MeasureSyntax;
import io.tidewatch.metric.language.MetricSyntax;
import io.tidewatch.metric.language.Order;
import io.tidewatch.metric.language.ParameterSyntax;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Setting;
import io.tidewatch.metric.language.SubjectsSyntax;
import io.tidewatch.metric.language.Type.Sort;
import io.tidewatch.metric.language.Uses;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compiles one metric; those that it reads are compiled already. The names are those of a formula over its measures. */
final class MetricCompiler implements Names {
    private final ProgramBuilder program;
    private final CheckedMetric metric;
    private final MetricSyntax syntax;
    private final Map<String, MeasureSyntax> measures = new HashMap<>();
    private final Map<String, SubjectsSyntax> subjects = new HashMap<>();
    private final Map<String, ParameterSyntax> parameters = new HashMap<>();
    private final Map<String, Integer> slots = new LinkedHashMap<>();
    private final Map<String, SubjectSet> sets = new HashMap<>();
    private final AggregateCompiler aggregates;

    MetricCompiler(ProgramBuilder program, CheckedMetric metric) {
        this.program = program;
        this.metric = metric;
        this.syntax = metric.syntax();
        measures.putAll(program.language().shared().measures());
        measures.putAll(syntax.own().measures());
        subjects.putAll(program.language().shared().subjects());
        subjects.putAll(syntax.own().subjects());
        parameters.putAll(program.language().shared().parameters());
        parameters.putAll(syntax.own().parameters());
        int period = syntax.period() == null ? -1 : program.period(syntax.period());
        aggregates = new AggregateCompiler(program, parameters, period);
    }

    void compile() {
        for (String name : Order.of(reached(), this::needs, circle -> {})) {
            slots.put(name, measure(name));
        }
        Footprint within = new Footprint();
        Node population =
                syntax.population() == null ? null : compile(syntax.population().tree(), within);
        Footprint footprint = new Footprint();
        footprint.slots.addAll(within.slots);
        footprint.clocks.addAll(within.clocks);
        Node value = compile(syntax.value().tree(), footprint);
        boolean money = metric.type().sort() == Sort.MONEY;
        double factor = syntax.unit() == Unit.PERCENT ? 100 : 1;
        Slot step = new Slot.OfMetric(value, population, factor, money);
        Node numerator = null;
        Node denominator = null;
        if (syntax.value().tree() instanceof Arithmetic root && root.operator() == Arithmetic.Operator.DIVIDED_BY) {
            numerator = compile(root.left(), footprint);
            denominator = compile(root.right(), footprint);
        }
        List<String> named = new ArrayList<>(new Uses().formula(syntax.value()).measures());
        named.retainAll(slots.keySet());
        Map<String, MetricPlan.Label> splits = new LinkedHashMap<>();
        syntax.by().forEach(split -> splits.put(split.measure().name(), label(split)));
        program.add(new MetricPlan(
                metric,
                program.slot(step, footprint, step),
                value,
                population,
                List.copyOf(within.slots),
                List.copyOf(within.clocks),
                anchorClocks(within),
                numerator,
                denominator,
                slots,
                named,
                splits,
                amounts(),
                kinds()));
    }

    private List<Footprint.Clock> anchorClocks(Footprint within) {
        if (!(syntax.value().tree() instanceof Expression.Call call)) {
            return null;
        }
        Expression first = call.arguments().getFirst();
        Expression last = call.arguments().getLast();
        Expression anchor =
                switch (call.function()) {
                    case "daysSince" -> first;
                    case "days" -> FormulaCompiler.isAsOf(last) ? first : FormulaCompiler.isAsOf(first) ? last : null;
                    default -> null;
                };
        if (anchor == null) {
            return null;
        }
        Footprint own = new Footprint();
        own.clocks.addAll(within.clocks);
        compile(anchor, own);
        return List.copyOf(own.clocks);
    }

    private Node compile(Expression node, Footprint footprint) {
        return new FormulaCompiler(program, parameters, this, footprint).compile(node);
    }

    /** The measures that the metric uses, directly or through others. */
    private Set<String> reached() {
        Uses roots = new Uses().formula(syntax.value()).formula(syntax.population());
        syntax.details().forEach(detail -> roots.measures().add(detail.name()));
        syntax.by().forEach(split -> roots.measures().add(split.measure().name()));
        Set<String> reached = new TreeSet<>();
        List<String> waiting = new ArrayList<>(roots.measures());
        while (!waiting.isEmpty()) {
            String name = waiting.removeLast();
            if (measures.containsKey(name) && reached.add(name)) {
                waiting.addAll(needs(name));
            }
        }
        return reached;
    }

    private Set<String> needs(String measure) {
        return new Uses().measure(measures.get(measure)).measures();
    }

    private int measure(String name) {
        return switch (measures.get(name)) {
            case MeasureSyntax.Aggregate aggregate -> aggregate(name, aggregate);
            case MeasureSyntax.Computed computed -> {
                Footprint footprint = new Footprint();
                Slot step = new Slot.Computed(
                        compile(computed.formula().tree(), footprint),
                        program.sortOf(computed.formula().tree()) == Sort.MONEY);
                yield program.slot(step, footprint, step);
            }
            case MeasureSyntax.OtherMetric other ->
                program.metric(other.metric().name()).slot();
            case MeasureSyntax.Score score -> score(score);
        };
    }

    /** A measure that is split has a step of its own: another measure may be the same aggregate and stay whole. */
    private Object key(String measure, Slot step) {
        boolean split = syntax.by().stream().anyMatch(by -> by.measure().name().equals(measure));
        return split ? List.of(measure, step) : step;
    }

    private int aggregate(String name, MeasureSyntax.Aggregate aggregate) {
        Footprint footprint = new Footprint();
        String of = aggregate.of().name();
        if (!subjects.containsKey(of)) {
            AggregateCompiler.Compiled compiled = aggregates.compile(aggregate, this, footprint, null);
            Slot step = new Aggregates.OverRecords(compiled.choice(), compiled.reduction());
            return program.slot(key(name, step), footprint, step);
        }
        SubjectSet set = set(of);
        Footprint names = new Footprint();
        List<Node> where = AggregateCompiler.conjuncts(aggregate.where()).stream()
                .map(part -> new FormulaCompiler(program, parameters, set, names).compile(part))
                .toList();
        Formula formula = aggregate.argument();
        Node argument =
                formula == null ? null : new FormulaCompiler(program, parameters, set, names).compile(formula.tree());
        Sort sort = formula == null ? Sort.NUMBER : program.sortOf(formula.tree());
        Reduction reduction = new Reduction(
                aggregate.function(),
                argument,
                aggregate.number(),
                set.kind() == null ? -1 : program.kind(set.kind()),
                -1,
                false,
                -1,
                true,
                sort == Sort.MONEY,
                sort == Sort.WORDS || sort == Sort.REFERENCES,
                true,
                !names.clocks.isEmpty(),
                formula == null ? null : formula.text());
        Slot step = new Aggregates.OverSubjects(
                set.chosenPlace(),
                set.candidatesPlace(),
                where,
                List.copyOf(names.withs),
                List.copyOf(names.beside),
                reduction);
        return program.slot(key(name, step), footprint, step);
    }

    private SubjectSet set(String name) {
        return sets.computeIfAbsent(
                name, any -> new SubjectSet(program, parameters, aggregates, subjects.get(name)).compile());
    }

    private int score(MeasureSyntax.Score score) {
        Footprint footprint = new Footprint();
        List<Score.Input> inputs = new ArrayList<>();
        for (MeasureSyntax.Score.Input input : score.inputs()) {
            String name = input.of().name();
            boolean own = slots.containsKey(name);
            int slot = own ? slots.get(name) : program.metric(name).slot();
            boolean money =
                    own ? isMoney(name) : program.metric(name).metric().type().sort() == Sort.MONEY;
            Node value = new Fields.OfSlot(slot);
            footprint.slots.add(slot);
            inputs.add(new Score.Input(
                    name,
                    slot,
                    money ? new Amounts.Units(value) : value,
                    input.atNothing().doubleValue(),
                    input.atAll().doubleValue(),
                    program.amount(FormulaCompiler.byModelFull(
                            input.weight(),
                            weight -> ((Setting.Value.Amount) weight).number().doubleValue()))));
        }
        Slot step = new Score(List.copyOf(inputs), score.minimumCoverage() == null ? 0 : score.minimumCoverage());
        return program.slot(step, footprint, step);
    }

    private MetricPlan.Label label(MetricSyntax.Split split) {
        MeasureSyntax.Aggregate aggregate =
                (MeasureSyntax.Aggregate) measures.get(split.measure().name());
        String of = aggregate.of().name();
        SubjectSet set = subjects.containsKey(of) ? set(of) : null;
        RecordKind kind = set == null ? program.vocabulary().kind(of) : set.kind();
        int reading = set == null ? aggregates.reading(aggregate.time()) : 0;
        Node field = program.field(kind, split.field(), reading, new Footprint());
        Node value = set == null ? field : new Fields.OfSubject(set.candidatesPlace(), field);
        return new MetricPlan.Label(value, kind.fields().get(split.field()));
    }

    private Set<String> amounts() {
        Set<String> amounts = new HashSet<>();
        slots.keySet().stream().filter(this::isMoney).forEach(amounts::add);
        return Set.copyOf(amounts);
    }

    private boolean isMoney(String measure) {
        return switch (measures.get(measure)) {
            case MeasureSyntax.Computed computed ->
                program.sortOf(computed.formula().tree()) == Sort.MONEY;
            case MeasureSyntax.OtherMetric other ->
                program.metric(other.metric().name()).metric().type().sort() == Sort.MONEY;
            case MeasureSyntax.Score score -> false;
            case MeasureSyntax.Aggregate aggregate ->
                switch (aggregate.function()) {
                    case SUM, MEAN, MEDIAN, SLOPE, FIRST, LAST ->
                        program.sortOf(aggregate.argument().tree()) == Sort.MONEY;
                    default -> false;
                };
        };
    }

    private Set<Integer> kinds() {
        Set<Integer> kinds = new TreeSet<>();
        metric.kinds().stream()
                .filter(name -> !name.equals(Vocabulary.ACCOUNT))
                .forEach(name -> kinds.add(program.kind(program.vocabulary().kind(name))));
        metric.metrics().forEach(other -> kinds.addAll(program.metric(other).kinds()));
        return Set.copyOf(kinds);
    }

    @Override
    public Node of(Expression.Name name, Footprint footprint) {
        String head = name.path().getFirst();
        if (head.equals(Vocabulary.ACCOUNT)) {
            return Names.attribute(program, name, footprint);
        }
        footprint.daily = true;
        footprint.slots.add(slots.get(head));
        return new Fields.OfSlot(slots.get(head));
    }

    @Override
    public boolean isMoment(String name) {
        return switch (measures.get(name)) {
            case MeasureSyntax.Computed computed ->
                program.sortOf(computed.formula().tree()) == Sort.INSTANT;
            case MeasureSyntax.Aggregate aggregate ->
                aggregate.argument() != null
                        && program.sortOf(aggregate.argument().tree()) == Sort.INSTANT;
            default -> false;
        };
    }
}

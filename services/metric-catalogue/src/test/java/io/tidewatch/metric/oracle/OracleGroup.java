package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.MeasureSyntax;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.MetricSyntax;
import io.tidewatch.metric.language.SubjectsSyntax;
import io.tidewatch.metric.oracle.Aggregates.Item;
import io.tidewatch.metric.oracle.Value.Num;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Computes the figures of groups of accounts. */
final class OracleGroup {
    /**
     * The figure of one metric.
     *
     * @param value ABSENT where nothing is formed
     * @param measures sums of the measures of the formula
     * @param counted accounts that count
     * @param leftOut accounts that cannot be counted because something is unknown
     * @param labels by label
     */
    record Figure(Value value, Map<String, Value> measures, int counted, int leftOut, Map<String, Figure> labels) {}

    private final CheckedLanguage language;
    private final MetricSyntax metric;
    private final LocalDate asOf;

    OracleGroup(CheckedLanguage language, String metric, LocalDate asOf) {
        this.language = language;
        this.metric = language.metrics().get(metric).syntax();
        this.asOf = asOf;
    }

    /** The figure of accounts of one currency. */
    Figure figure(List<PlainAccount> accounts, LocalDate from) {
        List<MetricRun> members = new ArrayList<>();
        int leftOut = 0;
        for (PlainAccount account : accounts) {
            Reading reading = new Reading(language.vocabulary(), account, asOf);
            MetricRun run = new MetricRun(language, metric, reading, asOf, from);
            Value population = run.population();
            boolean unknown = population.isUnknown()
                    || population.isTrue()
                            && needed().stream()
                                    .anyMatch(name -> run.measure(name).isUnknown());
            if (metric.overAccounts() != null) {
                Value value = run.shownOf(population);
                unknown = value != null && value.isUnknown();
                population = Value.of(value != null && !value.hasNone());
            }
            if (unknown) {
                leftOut++;
            } else if (population.isTrue()) {
                members.add(run);
            }
        }
        Map<String, Figure> labels = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        members.forEach(member -> names.addAll(member.labels()));
        for (String label : names) {
            List<MetricRun> parts = members.stream()
                    .filter(member ->
                            metric.overAccounts() == null || member.labels().contains(label))
                    .map(member -> member.of(label))
                    .toList();
            labels.put(label, new Figure(value(parts), sums(parts), parts.size(), leftOut, Map.of()));
        }
        return new Figure(value(members), sums(members), members.size(), leftOut, labels);
    }

    /** The measures that the formula and the details name. */
    private Set<String> needed() {
        Set<String> names = new TreeSet<>();
        collect(metric.value().tree(), names);
        metric.details().forEach(detail -> names.add(detail.name()));
        metric.by().forEach(split -> names.add(split.measure().name()));
        return names;
    }

    private static void collect(Expression node, Set<String> names) {
        if (node instanceof Expression.Name name
                && name.path().size() == 1
                && !name.full().equals("asOf")) {
            names.add(name.full());
        }
        node.parts().forEach(part -> collect(part, names));
    }

    /** Weeks are the same for all accounts: the mean of a group is that of all together. */
    private boolean isOverWeeks(Aggregate aggregate) {
        String of = aggregate.of().name();
        SubjectsSyntax own = metric.own().subjects().get(of);
        SubjectsSyntax over = own == null ? language.shared().subjects().get(of) : own;
        return over != null && over.areWeeks();
    }

    private Value value(List<MetricRun> members) {
        if (metric.overAccounts() != null) {
            List<Value> values = members.stream()
                    .map(MetricRun::shown)
                    .filter(value -> !value.hasNone())
                    .toList();
            return switch (metric.overAccounts().name()) {
                case "mean" -> Folding.mean(values);
                case "median" -> Folding.percentile(values, 50);
                case "p75" -> Folding.percentile(values, 75);
                default -> throw new IllegalStateException(metric.overAccounts().name());
            };
        }
        Formulas formulas = new Formulas(
                asOf, language.types(), name -> (metric.own().parameters().containsKey(name)
                                ? metric.own().parameters().get(name)
                                : language.shared().parameters().get(name))
                        .setting()
                        .standard());
        Value value = formulas.value(
                metric.value().tree(), name -> name.path().size() > 1 ? Value.None.ABSENT : sum(name.full(), members));
        return MetricRun.shown(metric, value);
    }

    private Map<String, Value> sums(List<MetricRun> members) {
        Map<String, Value> sums = new TreeMap<>();
        if (metric.overAccounts() == null) {
            needed().forEach(name -> sums.put(name, sum(name, members)));
        }
        return sums;
    }

    /** The sum of a measure; the mean and the median of all items of all accounts. */
    private Value sum(String name, List<MetricRun> members) {
        MeasureSyntax syntax = metric.own().measures().containsKey(name)
                ? metric.own().measures().get(name)
                : language.shared().measures().get(name);
        boolean mean = syntax instanceof Aggregate one && one.function() == AggregateFunction.MEAN && !isOverWeeks(one);
        boolean items = mean || syntax instanceof Aggregate one && one.function() == AggregateFunction.MEDIAN;
        List<Value> values = new ArrayList<>();
        for (MetricRun member : members) {
            if (items) {
                member.items(name, (Aggregate) syntax).items().stream()
                        .map(Item::value)
                        .forEach(values::add);
            } else if (!member.measure(name).isAbsent()) {
                values.add(member.measure(name));
            }
        }
        if (items) {
            return mean ? Folding.mean(values) : Folding.percentile(values, 50);
        }
        boolean days = values.stream().anyMatch(value -> value instanceof Value.Day || value instanceof Value.Moment);
        if (days) {
            return Value.None.ABSENT;
        }
        return values.isEmpty() ? new Num(java.math.BigDecimal.ZERO) : Folding.sum(values);
    }
}

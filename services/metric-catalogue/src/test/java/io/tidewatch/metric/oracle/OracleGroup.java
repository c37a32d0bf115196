package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.MeasureSyntax;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.MetricSyntax;
import io.tidewatch.metric.language.SubjectsSyntax;
import io.tidewatch.metric.oracle.Aggregates.Item;
import io.tidewatch.metric.oracle.Value.Money;
import io.tidewatch.metric.oracle.Value.Num;
import java.math.BigDecimal;
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

    /** An account that counts; its currency is null where its amounts are of nothing. */
    private record Member(MetricRun run, String currency) {}

    private final CheckedLanguage language;
    private final MetricSyntax metric;
    private final LocalDate asOf;
    private final Exchange exchange;
    private final List<Member> members = new ArrayList<>();
    private int leftOut;

    OracleGroup(CheckedLanguage language, String metric, LocalDate asOf) {
        this.language = language;
        this.metric = language.metrics().get(metric).syntax();
        this.asOf = asOf;
        this.exchange = new Exchange(language.reportingCurrency(), asOf);
    }

    /** The figure of the accounts, or one for each currency where a rate is missing, in the order of their codes. */
    List<Figure> figures(List<PlainAccount> accounts, LocalDate from) {
        accounts.forEach(account -> {
            Reading reading = new Reading(language.vocabulary(), account, asOf);
            add(new MetricRun(language, metric, reading, asOf, from));
        });
        List<String> currencies = Exchange.currencies(members.stream()
                .map(member -> (Value) new Money(BigDecimal.ONE, member.currency()))
                .toList());
        boolean together = currencies.stream()
                .allMatch(currency -> exchange.converted(new Money(BigDecimal.ONE, currency)) != null);
        if (currencies.size() < 2 || together) {
            return List.of(figure(members, currencies.size() < 2));
        }
        return currencies.stream()
                .map(currency -> figure(
                        members.stream()
                                .filter(member -> member.currency() == null || currency.equals(member.currency()))
                                .toList(),
                        true))
                .toList();
    }

    private void add(MetricRun run) {
        Value population = run.population();
        List<Value> values = new ArrayList<>();
        if (metric.overAccounts() != null) {
            Value value = run.shownOf(population);
            if (value != null) {
                values.add(value);
            }
        } else if (population.isTrue()) {
            needed().forEach(name -> values.add(run.measure(name)));
        }
        List<String> currencies = Exchange.currencies(values);
        if (population.isUnknown() || values.contains(Value.None.UNKNOWN) || exchange.settled(values) == null) {
            leftOut++;
        } else if (population.isTrue()) {
            boolean several = currencies.size() > 1;
            String only = currencies.isEmpty() ? null : currencies.getFirst();
            members.add(new Member(run, several ? exchange.reportingCurrency() : only));
        }
    }

    /**
     * One figure.
     *
     * @param same whether all amounts have one currency; else they are converted
     */
    private Figure figure(List<Member> those, boolean same) {
        List<MetricRun> runs = those.stream().map(Member::run).toList();
        List<MetricRun> known = metric.overAccounts() == null
                ? runs
                : runs.stream().filter(run -> !run.shown().hasNone()).toList();
        Map<String, Figure> labels = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        runs.forEach(run -> names.addAll(run.labels()));
        String currency = same
                ? those.stream()
                        .map(Member::currency)
                        .filter(code -> code != null)
                        .findFirst()
                        .orElse(null)
                : exchange.reportingCurrency();
        for (String label : names) {
            List<MetricRun> parts = runs.stream()
                    .filter(run -> metric.overAccounts() == null || run.labels().contains(label))
                    .map(run -> run.of(label))
                    .toList();
            labels.put(
                    label, new Figure(value(parts, currency), sums(parts, currency), parts.size(), leftOut, Map.of()));
        }
        return new Figure(value(runs, currency), sums(runs, currency), known.size(), leftOut, labels);
    }

    /** A value in the currency of the figure. */
    private Value in(String currency, Value value) {
        boolean other = value instanceof Money money
                && money.currency() != null
                && !money.currency().equals(currency);
        return other ? exchange.converted(value) : value;
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

    private Value value(List<MetricRun> runs, String currency) {
        if (metric.overAccounts() != null) {
            List<Value> values = runs.stream()
                    .map(MetricRun::shown)
                    .filter(value -> !value.hasNone())
                    .map(value -> in(currency, value))
                    .toList();
            return switch (metric.overAccounts().name()) {
                case "mean" -> Folding.mean(values);
                case "median" -> Folding.percentile(values, 50);
                case "p75" -> Folding.percentile(values, 75);
                default -> throw new IllegalStateException(metric.overAccounts().name());
            };
        }
        Formulas formulas = new Formulas(
                exchange, language.types(), name -> (metric.own().parameters().containsKey(name)
                                ? metric.own().parameters().get(name)
                                : language.shared().parameters().get(name))
                        .setting()
                        .standard());
        Value value = formulas.value(
                metric.value().tree(),
                name -> name.path().size() > 1 ? Value.None.ABSENT : sum(name.full(), runs, currency));
        return MetricRun.shown(metric, value);
    }

    private Map<String, Value> sums(List<MetricRun> runs, String currency) {
        Map<String, Value> sums = new TreeMap<>();
        if (metric.overAccounts() == null) {
            needed().forEach(name -> sums.put(name, sum(name, runs, currency)));
        }
        return sums;
    }

    /** The sum of a measure; the mean and the median of all items of all accounts. */
    private Value sum(String name, List<MetricRun> runs, String currency) {
        MeasureSyntax syntax = metric.own().measures().containsKey(name)
                ? metric.own().measures().get(name)
                : language.shared().measures().get(name);
        boolean mean = syntax instanceof Aggregate one && one.function() == AggregateFunction.MEAN && !isOverWeeks(one);
        boolean items = mean || syntax instanceof Aggregate one && one.function() == AggregateFunction.MEDIAN;
        List<Value> values = new ArrayList<>();
        for (MetricRun run : runs) {
            if (items) {
                run.items(name, (Aggregate) syntax).items().stream()
                        .map(Item::value)
                        .map(value -> in(currency, value))
                        .forEach(values::add);
            } else if (!run.measure(name).hasNone()) {
                // Of a label a measure can be unknown where it is known of all records: then it adds nothing to the
                // label.
                values.add(in(currency, run.measure(name)));
            }
        }
        if (items) {
            return mean ? Folding.mean(values) : Folding.percentile(values, 50);
        }
        boolean days = values.stream().anyMatch(value -> value instanceof Value.Day || value instanceof Value.Moment);
        if (days) {
            return Value.None.ABSENT;
        }
        return values.isEmpty() ? new Num(BigDecimal.ZERO) : Folding.sum(values);
    }
}

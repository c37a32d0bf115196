package io.tidewatch.metric.oracle;

import static io.tidewatch.metric.oracle.Value.None.ABSENT;
import static io.tidewatch.metric.oracle.Value.None.UNKNOWN;

import io.tidewatch.metric.BusinessModel;
import io.tidewatch.metric.Unit;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.Definitions;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.Formula;
import io.tidewatch.metric.language.MeasureSyntax;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.MeasureSyntax.Score;
import io.tidewatch.metric.language.MetricSyntax;
import io.tidewatch.metric.language.ParameterSyntax;
import io.tidewatch.metric.language.PeriodLength;
import io.tidewatch.metric.language.Setting;
import io.tidewatch.metric.language.SubjectsSyntax;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.oracle.Aggregates.Items;
import io.tidewatch.metric.oracle.Value.Money;
import io.tidewatch.metric.oracle.Value.Num;
import io.tidewatch.metric.oracle.Value.Text;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** One metric of one account on one day. */
final class MetricRun {
    private static final MathContext SHOWN = new MathContext(12, RoundingMode.HALF_UP);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final String NO_LABEL = "unknown";

    private final CheckedLanguage language;
    private final MetricSyntax metric;
    private final Reading records;
    private final Formulas formulas;
    private final Aggregates aggregates;
    private final LocalDate asOf;
    private final LocalDate from;
    private final String label;
    private final MetricRun whole;
    private final Map<String, Value> known = new HashMap<>();

    /** Of the whole account; {@code from} is t0, or null for a period before the as-of day. */
    MetricRun(CheckedLanguage language, MetricSyntax metric, Reading records, LocalDate asOf, LocalDate from) {
        this(language, metric, records, asOf, from, null, null);
    }

    /**
     * Of one label.
     *
     * @param from t0; null for a period before the as-of day
     * @param label the label of the measures that are split
     * @param whole of all labels
     */
    private MetricRun(
            CheckedLanguage language,
            MetricSyntax metric,
            Reading records,
            LocalDate asOf,
            LocalDate from,
            String label,
            MetricRun whole) {
        this.language = language;
        this.metric = metric;
        this.records = records;
        this.asOf = asOf;
        this.from = from;
        this.label = label;
        this.whole = whole;
        LocalDate start = from != null ? from : earlier(asOf);
        // Of a period that a query gives, only the number of days is known.
        LocalDate before = from != null ? from.minusDays(ChronoUnit.DAYS.between(from, asOf)) : earlier(start);
        this.formulas =
                new Formulas(new Exchange(language.reportingCurrency(), asOf), language.types(), this::parameter);
        this.aggregates = new Aggregates(
                records, formulas, before, start, asOf, this::subjects, name -> (whole == null ? this : whole)
                        .measure(name));
    }

    /** The day one period before; the same day for a metric without one. */
    private LocalDate earlier(LocalDate day) {
        PeriodLength period = metric.period();
        if (period == null) {
            return day;
        }
        return period.months() ? day.minusMonths(period.length()) : day.minusDays(period.length());
    }

    /** A number or list; that of the business model on t1 where the file has one. */
    private Setting.Value parameter(String name) {
        ParameterSyntax own = metric.own().parameters().get(name);
        return setting((own == null ? language.shared().parameters().get(name) : own).setting());
    }

    private Setting.Value setting(Setting setting) {
        for (BusinessModel model : BusinessModel.values()) {
            boolean is = records.attribute("businessModel").equals(new Text(model.name()));
            if (is && setting.byModel().containsKey(model)) {
                return setting.byModel().get(model);
            }
        }
        return setting.standard();
    }

    private <T> T defined(Function<Definitions, Map<String, T>> what, String name) {
        T own = what.apply(metric.own()).get(name);
        return own == null ? what.apply(language.shared()).get(name) : own;
    }

    private SubjectsSyntax subjects(String name) {
        return defined(Definitions::subjects, name);
    }

    MeasureSyntax syntax(String measure) {
        return defined(Definitions::measures, measure);
    }

    Value measure(String name) {
        if (whole != null && splitOf(name) == null) {
            return whole.measure(name);
        }
        Value value = known.get(name);
        if (value == null) {
            value = switch (syntax(name)) {
                case Aggregate aggregate -> aggregates.fold(aggregate, items(name, aggregate));
                case MeasureSyntax.Computed computed -> value(computed.formula());
                case MeasureSyntax.OtherMetric other -> other(other.metric().name());
                case Score score -> score(score);
            };
            known.put(name, value);
        }
        return value;
    }

    Items items(String name, Aggregate aggregate) {
        return aggregates.items(aggregate, whole == null ? null : splitOf(name));
    }

    /** Whether a record has the label; null for a measure that is not split. */
    private Predicate<Function<String, Value>> splitOf(String measure) {
        for (MetricSyntax.Split split : metric.by()) {
            if (split.measure().name().equals(measure)) {
                return fields -> label(fields.apply(split.field())).equals(label);
            }
        }
        return null;
    }

    private static String label(Value value) {
        return switch (value) {
            case Text(String text) -> text;
            case Value.Bool(boolean holds) -> String.valueOf(holds);
            default -> NO_LABEL;
        };
    }

    /** The labels of the records that count for the measures that are split; none where one of them is unknown. */
    Set<String> labels() {
        Set<String> labels = new TreeSet<>();
        for (MetricSyntax.Split split : metric.by()) {
            Aggregate aggregate = (Aggregate) syntax(split.measure().name());
            if (!aggregates.isArgumentCovered(aggregate)) {
                return Set.of();
            }
            Items items = aggregates.items(aggregates.counted(aggregate), fields -> {
                labels.add(label(fields.apply(split.field())));
                return true;
            });
            if (items.none() == UNKNOWN) {
                return Set.of();
            }
        }
        return labels;
    }

    /** The same metric with the records of one label in the measures that are split, and the other measures whole. */
    MetricRun of(String oneLabel) {
        return new MetricRun(language, metric, records, asOf, from, oneLabel, this);
    }

    private Value value(Formula formula) {
        return formulas.value(formula.tree(), this::name);
    }

    private Value name(Expression.Name name) {
        return name.path().getFirst().equals(Vocabulary.ACCOUNT)
                ? records.attribute(name.path().get(1))
                : measure(name.full());
    }

    private MetricRun run(String id) {
        return new MetricRun(language, language.metrics().get(id).syntax(), records, asOf, from);
    }

    private Value other(String id) {
        MetricRun other = run(id);
        Value value = other.shownOf(other.population());
        return value == null ? ABSENT : value;
    }

    Value population() {
        return metric.population() == null ? Value.of(true) : value(metric.population());
    }

    /** The value as people see it; null outside the population, which an absent one is not met by. Metrics of groups have none. */
    Value shownOf(Value population) {
        if (metric.group()) {
            return ABSENT;
        }
        if (population.isUnknown()) {
            return UNKNOWN;
        }
        return population.isTrue() ? shown(metric, value(metric.value())) : null;
    }

    /** The value as people see it, whatever the population. */
    Value shown() {
        return shown(metric, value(metric.value()));
    }

    static Value shown(MetricSyntax metric, Value value) {
        BigDecimal factor = metric.unit() == Unit.PERCENT ? HUNDRED : BigDecimal.ONE;
        return switch (value) {
            case Num(BigDecimal number) -> new Num(number.multiply(factor).round(SHOWN));
            case Money(BigDecimal minor, String currency) -> new Money(minor.round(SHOWN), currency);
            default -> value;
        };
    }

    private Value score(Score score) {
        BigDecimal points = BigDecimal.ZERO;
        BigDecimal weights = BigDecimal.ZERO;
        BigDecimal all = BigDecimal.ZERO;
        boolean unknown = false;
        for (Score.Input input : score.inputs()) {
            BigDecimal weight = ((Setting.Value.Amount) setting(input.weight())).number();
            if (weight.signum() == 0) {
                continue;
            }
            String name = input.of().name();
            Value value = syntax(name) != null ? measure(name) : other(name);
            all = all.add(weight);
            unknown |= value.isUnknown();
            if (!value.hasNone()) {
                BigDecimal share = Formulas.units(value)
                        .subtract(input.atNothing())
                        .divide(input.atAll().subtract(input.atNothing()), Value.PRECISE);
                BigDecimal clamped = share.max(BigDecimal.ZERO).min(BigDecimal.ONE);
                points = points.add(weight.multiply(HUNDRED).multiply(clamped));
                weights = weights.add(weight);
            }
        }
        boolean few = score.minimumCoverage() != null
                && HUNDRED.multiply(weights)
                                .compareTo(BigDecimal.valueOf(score.minimumCoverage())
                                        .multiply(all))
                        < 0;
        if (weights.signum() == 0 || few) {
            return unknown ? UNKNOWN : ABSENT;
        }
        return new Num(points.divide(weights, Value.PRECISE));
    }
}

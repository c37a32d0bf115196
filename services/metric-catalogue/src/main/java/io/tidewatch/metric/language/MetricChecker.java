package io.tidewatch.metric.language;

import io.tidewatch.metric.Unit;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Type.Sort;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Checks one metric: its own definitions, its formula, and what follows from them for groups. */
final class MetricChecker {
    private final MetricSyntax metric;
    private final Vocabulary vocabulary;
    private final CheckedMetrics others;
    private final Mistakes mistakes;
    private final DefinitionsChecker definitions;

    MetricChecker(
            MetricSyntax metric,
            Vocabulary vocabulary,
            DefinitionsChecker shared,
            CheckedMetrics others,
            Map<Expression, Type> types,
            Mistakes mistakes) {
        this.metric = metric;
        this.vocabulary = vocabulary;
        this.others = others;
        this.mistakes = mistakes;
        this.definitions = new DefinitionsChecker(vocabulary, shared, others, types, mistakes);
    }

    /** The metric; null (and mistakes) when something is wrong, or when it reads a metric that is. */
    CheckedMetric check() {
        int before = mistakes.size();
        definitions.check(metric.own());
        Type type = definitions.check(metric.value());
        definitions.checkCondition(metric.population());
        metric.details().forEach(detail -> measure(detail));
        metric.by().forEach(this::split);
        Set<String> reached = reached();
        Reads reads = reads(reached);
        Set<String> metrics = metrics(reached);
        boolean fromReporting = fromReporting(reads.kinds(), metrics);
        boolean known =
                reached.stream().noneMatch(this::isBroken) && metrics.stream().allMatch(id -> others.get(id) != null);
        // What follows from the formula is worth saying once all that it reads is right.
        if (mistakes.size() == before && known) {
            unit(type);
            overAccounts();
            population();
            new UnusedNames(metric, definitions, mistakes).check(reached);
        }
        if (mistakes.size() > before || !known) {
            return null;
        }
        new CohortHints(vocabulary, mistakes).check(metric.own(), definitions.allMeasures());
        boolean adds = type.is(Sort.CONDITION) || Additivity.adds(metric.value().tree(), this::adds);
        return new CheckedMetric(metric, type, adds, reads.kinds(), metrics, fromReporting);
    }

    /** Whether there is a measure of this name; else adds a mistake. */
    private boolean measure(Mention name) {
        Map<String, MeasureFacts> measures = definitions.measures();
        if (!measures.containsKey(name.name())) {
            mistakes.unknown(
                    MistakeKind.UNKNOWN_MEASURE, name, "There is no measure '" + name.name() + "'.", measures.keySet());
        }
        return measures.containsKey(name.name());
    }

    private void split(MetricSyntax.Split split) {
        if (!measure(split.measure())) {
            return;
        }
        Place place = split.measure().place();
        if (!(definitions.allMeasures().get(split.measure().name()) instanceof Aggregate aggregate)) {
            mistakes.add(
                    MistakeKind.NOT_A_DIMENSION,
                    place,
                    "'" + split.measure().name() + "' is not an aggregate of records, so nothing splits it.",
                    null);
            return;
        }
        SubjectsFacts subjects = definitions.subjects().get(aggregate.of().name());
        RecordKind kind = subjects == null ? vocabulary.kind(aggregate.of().name()) : subjects.kind();
        if (kind == null) {
            return;
        }
        RecordField field = kind.fields().get(split.field());
        if (field == null) {
            mistakes.add(
                    MistakeKind.UNKNOWN_FIELD,
                    place,
                    kind.name() + " has no field '" + split.field() + "'.",
                    mistakes.closest(split.field(), kind.fields().keySet()));
        } else if (!field.type().isDimension()) {
            mistakes.add(
                    MistakeKind.NOT_A_DIMENSION,
                    place,
                    "A figure is split by a NAME, WORD, BOOLEAN or REF; '" + split.field() + "' is a " + field.type()
                            + ".",
                    null);
        }
    }

    /** The measures that the metric uses, directly or through others. */
    private Set<String> reached() {
        Uses roots = new Uses().formula(metric.value()).formula(metric.population());
        metric.details().forEach(detail -> roots.measures().add(detail.name()));
        metric.by().forEach(split -> roots.measures().add(split.measure().name()));
        Map<String, MeasureSyntax> all = definitions.allMeasures();
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> waiting = new ArrayDeque<>(roots.measures());
        while (!waiting.isEmpty()) {
            String name = waiting.pop();
            if (all.containsKey(name) && reached.add(name)) {
                waiting.addAll(new Uses().measure(all.get(name)).measures());
            }
        }
        return reached;
    }

    private Reads reads(Set<String> reached) {
        Reads reads = Uses.reads(metric.value()).and(Uses.reads(metric.population()));
        boolean reported = metric.period() != null;
        for (String name : reached) {
            Reads own = definitions
                    .measures()
                    .getOrDefault(name, MeasureFacts.BROKEN)
                    .reads();
            if (own.needsPeriod() && !reported) {
                MeasureSyntax syntax = metric.own().measures().get(name);
                mistakes.add(
                        MistakeKind.NEEDS_PERIOD,
                        syntax == null ? metric.value().place() : syntax.place(),
                        "The measure '" + name + "' depends on a period; say 'period', for example 365d.",
                        null);
                reported = true;
            }
            reads = reads.and(own);
        }
        return reads;
    }

    private Set<String> metrics(Set<String> reached) {
        Set<String> metrics = new HashSet<>();
        for (String name : reached) {
            MeasureSyntax syntax = definitions.allMeasures().get(name);
            if (syntax instanceof MeasureSyntax.OtherMetric other) {
                metrics.add(other.metric().name());
            } else if (syntax instanceof MeasureSyntax.Score score) {
                score.inputs().stream()
                        .map(input -> input.of().name())
                        .filter(input -> !definitions.measures().containsKey(input))
                        .forEach(metrics::add);
            }
        }
        return metrics;
    }

    /**
     * Each service evaluates the records that it keeps. Reporting may read the values of account-ingestion, too, and both
     * know the attributes of accounts.
     */
    private boolean fromReporting(Set<String> read, Set<String> metrics) {
        Set<String> kinds = new HashSet<>(read);
        kinds.remove(Vocabulary.ACCOUNT);
        long reporting = kinds.stream()
                .filter(kind -> vocabulary.kind(kind).home() == Home.REPORTING)
                .count();
        boolean readsReporting =
                metrics.stream().map(others::get).anyMatch(other -> other != null && other.fromReporting());
        boolean ingestion = reporting < kinds.size();
        if (ingestion && (reporting > 0 || readsReporting)) {
            mistakes.add(
                    MistakeKind.MIXED_HOMES,
                    metric.value().place(),
                    "Records of reporting and of account-ingestion in one metric; a metric of reporting reads the others"
                            + " through {metric: id}.",
                    null);
        }
        return reporting > 0 || readsReporting;
    }

    private void unit(Type type) {
        Unit unit = metric.unit();
        boolean money = unit == Unit.CURRENCY;
        boolean share = unit == Unit.PERCENT || unit == Unit.RATIO;
        boolean time = type.is(Sort.DAYS) || type.is(Sort.HOURS);
        String wrong = null;
        if (!type.isNumeric()) {
            wrong = "The value of a metric is a number, not " + type.shown() + ".";
        } else if (money != type.is(Sort.MONEY) || time && !unit.isTime()) {
            wrong = "The unit is " + unit + ", but the value is " + type.shown() + ".";
        } else if (share && !type.is(Sort.SHARE)) {
            wrong = "The unit is " + unit + ", but nothing is divided by anything: the value is " + type.shown() + ".";
        }
        if (wrong != null) {
            mistakes.add(MistakeKind.UNIT, metric.value().place(), wrong, money ? null : fitting(type, metric.value()));
        }
    }

    private static String fitting(Type type, Formula value) {
        return switch (type.sort()) {
            case DATE, INSTANT -> "daysSince(" + value.text() + ")";
            case MONEY -> Unit.CURRENCY.name();
            case DAYS -> Unit.DAYS.name();
            case HOURS -> Unit.HOURS.name();
            case NUMBER, CONDITION -> Unit.NUMBER.name();
            default -> null;
        };
    }

    private void overAccounts() {
        Expression value = metric.value().tree();
        String alone = new Uses()
                .formula(metric.value()).measures().stream()
                        .filter(name -> !adds(name))
                        .findFirst()
                        .orElse(null);
        boolean needed = alone != null || Additivity.measuresTime(value);
        if (needed && metric.overAccounts() == null && !metric.group()) {
            mistakes.add(
                    MistakeKind.NEEDS_OVER_ACCOUNTS,
                    metric.value().place(),
                    "'" + (alone == null ? metric.value().text() : alone)
                            + "' cannot be added up over accounts; say overAccounts: mean, median or p75.",
                    null);
        } else if (metric.overAccounts() != null && (!needed || metric.group())) {
            mistakes.add(
                    MistakeKind.NEEDLESS_OVER_ACCOUNTS,
                    metric.overAccounts().place(),
                    metric.group()
                            ? "A metric of groups has no values of accounts to put together."
                            : "'overAccounts' is not needed: the formula over the sums is the figure of a group.",
                    null);
        }
    }

    private boolean isBroken(String measure) {
        MeasureFacts facts = definitions.measures().get(measure);
        return facts == null || facts.type().isUnknown();
    }

    private boolean adds(String name) {
        MeasureFacts facts = definitions.measures().get(name);
        return facts == null || facts.adds();
    }

    private void population() {
        if (metric.everyone() || metric.population() != null || metric.overAccounts() != null) {
            return;
        }
        Expression.Arithmetic open =
                new Ratios(definitions.allMeasures()).firstOpen(metric.value().tree());
        if (open != null) {
            mistakes.add(
                    MistakeKind.NEEDS_POPULATION,
                    metric.value().place(),
                    metric.value().text(),
                    open.at(),
                    "'" + ExpressionText.of(open)
                            + "' can be above 0 where the denominator is 0; say 'population': which accounts count?",
                    null);
        }
    }
}

package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.evaluation.MeasureValue;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.MeasureSyntax;
import io.tidewatch.metric.language.Mention;
import io.tidewatch.metric.language.MetricSyntax;
import io.tidewatch.metric.language.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The measures that a metric shows beside its value, as texts: a day as a date, a moment as its UTC day, a number without an exponent. */
final class DetailTexts {

    private static final long MICROS_OF_DAY = 86_400_000_000L;

    /** Aggregates whose value is of the sort of their argument. */
    private static final Set<AggregateFunction> OF_ARGUMENT = EnumSet.of(
            AggregateFunction.FIRST,
            AggregateFunction.LAST,
            AggregateFunction.SUM,
            AggregateFunction.MEAN,
            AggregateFunction.MEDIAN);

    private final CheckedLanguage language;
    private final MetricSyntax syntax;
    private final Map<String, Type.Sort> sorts = new HashMap<>();

    /** Those of a metric of the catalogue. */
    DetailTexts(CheckedLanguage language, String metric) {
        this.language = language;
        this.syntax = language.metrics().get(metric).syntax();
        for (Mention detail : syntax.details()) {
            sorts.put(detail.name(), sort(detail.name()));
        }
    }

    private Type.Sort sort(String name) {
        MeasureSyntax own = syntax.own().measures().get(name);
        MeasureSyntax measure = own == null ? language.shared().measures().get(name) : own;
        Type type =
                switch (measure) {
                    case null -> null;
                    case MeasureSyntax.Computed computed ->
                        language.typeOf(computed.formula().tree());
                    case MeasureSyntax.Aggregate aggregate
                    when OF_ARGUMENT.contains(aggregate.function()) ->
                        language.typeOf(aggregate.argument().tree());
                    default -> null;
                };
        return type == null ? Type.Sort.NUMBER : type.sort();
    }

    /** The details that are known, by name. */
    Map<String, String> of(MetricValue value) {
        if (sorts.isEmpty()) {
            return Map.of();
        }
        Map<String, String> texts = new TreeMap<>();
        value.details().forEach((name, detail) -> {
            if (detail.state() == MetricValue.State.KNOWN) {
                texts.put(name, text(sorts.get(name), detail));
            }
        });
        return texts;
    }

    /** The details of a group that are known, by name; a condition as the number of accounts for which it holds. */
    static Map<String, String> ofGroup(Map<String, MeasureValue> details) {
        Map<String, String> texts = new TreeMap<>();
        details.forEach((name, detail) -> {
            if (detail.state() == MetricValue.State.KNOWN) {
                texts.put(name, number(detail.value()));
            }
        });
        return texts;
    }

    /** A known value of any measure of the metric; a moment to the second, as it was recorded. */
    String ofMeasure(String name, MeasureValue value) {
        Type.Sort sort = sort(name);
        return sort == Type.Sort.INSTANT
                ? Instant.EPOCH.plus((long) value.value(), ChronoUnit.MICROS).toString()
                : text(sort, value);
    }

    private static String text(Type.Sort sort, MeasureValue detail) {
        return switch (sort) {
            case DATE -> LocalDate.ofEpochDay((long) detail.value()).toString();
            case INSTANT ->
                LocalDate.ofEpochDay(Math.floorDiv((long) detail.value(), MICROS_OF_DAY))
                        .toString();
            case CONDITION -> Boolean.toString(detail.value() == 1);
            default -> number(detail.value());
        };
    }

    /** An exact decimal without exponent or trailing zeros; null for null. */
    static String number(Double value) {
        if (value == null) {
            return null;
        }
        return value == 0
                ? "0"
                : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}

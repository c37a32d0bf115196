package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.evaluation.MeasureValue;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.Definitions;
import io.tidewatch.metric.language.MeasureSyntax;
import io.tidewatch.metric.language.Mention;
import io.tidewatch.metric.language.MetricSyntax;
import io.tidewatch.metric.language.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
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

    private final Map<String, Type.Sort> sorts = new HashMap<>();

    /** Those of a metric of the catalogue. */
    DetailTexts(CheckedLanguage language, String metric) {
        MetricSyntax syntax = language.metrics().get(metric).syntax();
        Definitions shared = language.shared();
        for (Mention detail : syntax.details()) {
            MeasureSyntax measure = syntax.own().measures().get(detail.name());
            sorts.put(
                    detail.name(),
                    sort(language, measure == null ? shared.measures().get(detail.name()) : measure));
        }
    }

    private static Type.Sort sort(CheckedLanguage language, MeasureSyntax measure) {
        Type type =
                switch (measure) {
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

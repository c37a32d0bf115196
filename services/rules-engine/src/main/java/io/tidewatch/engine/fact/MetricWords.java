package io.tidewatch.engine.fact;

import io.tidewatch.engine.api.model.ActionChangeValuesInner;
import io.tidewatch.metric.Unit;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.threshold.MetricText;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of metrics, and what they are made of, for people. */
public final class MetricWords {

    private MetricWords() {}

    /** A value as messages take it, and its band if the metric has bands. */
    public static List<ActionChangeValuesInner> inMessages(MetricDefinition metric, MetricValue value, LocalDate day) {
        boolean known = value.on(day).isPresent();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(metric.property(), MetricText.of(metric, value, day));
        metric.bandProperty().ifPresent(band -> texts.put(band, MetricText.band(metric, value, day)));
        return texts.entrySet().stream()
                .map(text -> new ActionChangeValuesInner()
                        .metric(metric.id())
                        .property(text.getKey())
                        .name(metric.name())
                        .known(known)
                        .value(known ? text.getValue() : "not known")
                        .explanation(explanation(metric, value, day)))
                .toList();
    }

    /**
     * The parts of a value, such as {@code 85 of 100} or {@code EUR 90.00 of EUR 100.00 over 365 days}, or the reason why it
     * is unknown; written so that it can follow the value in parentheses.
     *
     * @return null when there is nothing to explain
     */
    public static String explanation(MetricDefinition metric, MetricValue value, LocalDate day) {
        String unknown = MetricText.unknownPhrase(value, day);
        if (unknown != null) {
            return unknown;
        }
        if (value instanceof MetricValue.Known known
                && known.numerator() != null
                && known.denominator() != null
                && metric.unit() == Unit.PERCENT) {
            return MetricText.money(known.numerator(), known.currency())
                    + " of "
                    + MetricText.money(known.denominator(), known.currency())
                    + (known.windowDays() == null ? "" : " over " + known.windowDays() + " days");
        }
        return switch (value) {
            case MetricValue.Age age -> "since " + age.anchor();
            case MetricValue.Countdown countdown -> "until " + countdown.target();
            default -> null;
        };
    }
}

package io.tidewatch.metric.example;

import io.tidewatch.metric.evaluation.Figure;
import io.tidewatch.metric.evaluation.MeasureValue;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.evaluation.MetricValue.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was computed for an example.
 *
 * @param value in the unit of the metric, money in minor units
 * @param reason why there is no value; null when there is one
 * @param leftOut accounts of a group without a value because something is unknown; 0 for one account
 */
record Found(
        State state,
        MeasureValue value,
        String reason,
        String band,
        Map<String, MeasureValue> measures,
        Map<String, MeasureValue> labels,
        long leftOut) {

    static Found of(MetricValue value) {
        Map<String, MeasureValue> measures = new LinkedHashMap<>(value.measures());
        measures.putAll(value.details());
        return new Found(
                value.state(),
                new MeasureValue(value.state(), value.value(), value.currency()),
                value.reason(),
                value.band(),
                measures,
                value.byLabel(),
                0);
    }

    /** Of a group: the figure of all labels together, and those of the labels. Several currencies have no figure together. */
    static Found of(List<Figure> figures) {
        List<Figure> whole =
                figures.stream().filter(figure -> figure.label() == null).toList();
        Map<String, MeasureValue> labels = new LinkedHashMap<>();
        figures.stream()
                .filter(figure -> figure.label() != null)
                .forEach(figure -> labels.put(figure.label(), value(figure)));
        if (whole.size() != 1) {
            MeasureValue none = new MeasureValue(State.UNKNOWN, Double.NaN, null);
            return new Found(
                    State.UNKNOWN, none, "The group has several currencies.", null, Map.of(), labels, leftOut(whole));
        }
        Figure figure = whole.getFirst();
        Map<String, MeasureValue> measures = new LinkedHashMap<>(figure.measures());
        measures.putAll(figure.details());
        return new Found(figure.state(), value(figure), null, figure.band(), measures, labels, leftOut(whole));
    }

    private static MeasureValue value(Figure figure) {
        return new MeasureValue(figure.state(), figure.value(), figure.currency());
    }

    /** All figures of a group leave the same accounts out. */
    private static long leftOut(List<Figure> figures) {
        return figures.isEmpty()
                ? 0
                : figures.getFirst().leftOut().values().stream()
                        .mapToLong(Integer::longValue)
                        .sum();
    }
}

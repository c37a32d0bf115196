package io.tidewatch.metric.example;

import io.tidewatch.metric.evaluation.MeasureValue;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.evaluation.MetricValue.State;
import java.util.LinkedHashMap;
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
}

package io.tidewatch.metric.evaluation;

import java.util.OptionalDouble;

/**
 * The value of a measure, or of a part of a formula.
 *
 * @param state KNOWN, ABSENT or UNKNOWN
 * @param value as the formula has it: a condition is 1 or 0, a day the number of days since 1970-01-01, a moment microseconds since
 *     then, money minor units; NaN unless it is known
 * @param currency of money; null for everything else, and for an amount of nothing
 */
public record MeasureValue(MetricValue.State state, double value, String currency) {
    /** The value where it is known. */
    public OptionalDouble known() {
        return state == MetricValue.State.KNOWN ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    static MeasureValue of(double value, String currency) {
        MetricValue.State state = MetricValue.State.of(value);
        boolean known = state == MetricValue.State.KNOWN;
        return new MeasureValue(state, known ? value : Double.NaN, known ? currency : null);
    }
}

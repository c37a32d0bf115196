package io.tidewatch.rule.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.Map;

/**
 * A metric value as a scenario writes it: a number, a ratio, an age counted from a day, or unknown.
 *
 * @param number the value itself, or null
 * @param numerator of a ratio, or null
 * @param denominator of a ratio, or null
 * @param sinceDay day of the story an age counts from, or null
 * @param coveredThrough last day of the story the sources cover, or null for all
 * @param unansweredOutreach our tries without an answer, or null when not recorded
 */
record ValueSpec(
        @JsonProperty("value") Double number,
        Double numerator,
        Double denominator,
        @JsonProperty("since") Integer sinceDay,
        Integer coveredThrough,
        Integer unansweredOutreach) {
    static final ValueSpec UNKNOWN = new ValueSpec(null, null, null, null, null, null);

    /** The value, for a story whose day 0 is {@code dayZero}, on the day {@code today}. */
    MetricValue value(MetricDefinition metric, LocalDate dayZero, LocalDate today) {
        Map<String, Long> details =
                unansweredOutreach == null ? Map.of() : Map.of("unansweredOutreach", unansweredOutreach.longValue());
        LocalDate covered = coveredThrough == null ? null : dayZero.plusDays(coveredThrough);
        if (sinceDay != null) {
            return new MetricValue.Age(dayZero.plusDays(sinceDay), covered, details);
        }
        if (numerator != null && denominator != null) {
            return MetricValue.Known.percent(numerator, denominator, metric.windowDays(today), today);
        }
        return number == null
                ? new MetricValue.Unknown("the scenario says so")
                : new MetricValue.Known(number, null, null, metric.windowDays(today), today, null, details);
    }
}

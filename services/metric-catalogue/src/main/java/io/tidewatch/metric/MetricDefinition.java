package io.tidewatch.metric;

import java.time.LocalDate;
import java.util.List;

/**
 * What the computation in SQL needs of a metric. account-ingestion has one for each metric that it can compute; they and this
 * class go when it computes with the metric language.
 *
 * @param kind how the value comes from the measures
 * @param windowDays length of the window in days for the kinds that count what happened in it, else null
 * @param windowMonths how many calendar months the earlier day lies before the as-of day for the kind that compares two
 *     days, else null
 * @param numerator the measure; for AGE and COUNTDOWN the anchor, for STATE the state
 * @param denominator the second measure of ratios and means, else null. A denominator of 0 makes the value unknown.
 * @param coverage kinds of data that must be covered on the as-of day, or the value is unknown
 * @param membership the day that decides the group an account counts in
 * @param definitionHash of the definition in the catalogue
 */
public record MetricDefinition(
        String id,
        MetricKind kind,
        Integer windowDays,
        Integer windowMonths,
        MeasureUse numerator,
        MeasureUse denominator,
        List<ObservationKind> coverage,
        Membership membership,
        String definitionHash) {

    public MetricDefinition {
        coverage = List.copyOf(coverage);
    }

    /** The day before the window; the as-of day itself for a metric without a window. */
    public LocalDate windowStart(LocalDate asOf) {
        if (windowMonths != null) {
            return asOf.minusMonths(windowMonths);
        }
        return windowDays == null ? asOf : asOf.minusDays(windowDays);
    }

    /** How many days the window that ends with {@code asOf} has; null for a metric without a window. */
    public Integer windowDays(LocalDate asOf) {
        return windowDays == null && windowMonths == null
                ? null
                : Integer.valueOf(Math.toIntExact(DayCount.between(windowStart(asOf), asOf)));
    }
}

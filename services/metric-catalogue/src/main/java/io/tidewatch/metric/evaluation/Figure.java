package io.tidewatch.metric.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A metric of a group of accounts.
 *
 * @param label which records of the split measures count; null for all
 * @param state KNOWN or ABSENT
 * @param value as people see it, a PERCENT as 85 for 85 %, money in minor units, with 12 significant digits; NaN unless it is known
 * @param currency ISO 4217 code of an amount; null for everything else, and for an amount of nothing
 * @param measures what the formula names, of all members together; empty where values of accounts are put together
 * @param details what is shown beside the value, of all members together; empty where values of accounts are put together
 * @param numerator the left side of the formula where its root is a division; null otherwise
 * @param denominator the right side; null otherwise
 * @param band the band that the value lies in; null without bands or value
 * @param members how many accounts count
 * @param outside how many accounts the metric is not about
 * @param absent how many accounts have no value; of a formula over sums, none: there, an absent measure adds nothing
 * @param leftOut how many accounts are left out because something is not known of them, by reason
 */
public record Figure(
        String label,
        MetricValue.State state,
        double value,
        String currency,
        Map<String, MeasureValue> measures,
        Map<String, MeasureValue> details,
        MeasureValue numerator,
        MeasureValue denominator,
        String band,
        int members,
        int outside,
        int absent,
        Map<String, Integer> leftOut) {
    public Figure {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
    }
}

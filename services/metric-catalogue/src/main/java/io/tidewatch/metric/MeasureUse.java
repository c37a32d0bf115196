package io.tidewatch.metric;

import java.util.List;
import java.util.Objects;

/**
 * A measure as one metric uses it.
 *
 * @param measure which one
 * @param minValueActions for {@link Measure#POWER_USERS}; null for the others
 * @param minDays for {@link Measure#POWER_USERS}; null for the others
 * @param valueFeatures for {@link Measure#POWER_USERS}, sorted, never empty there; empty for the others
 */
public record MeasureUse(Measure measure, Integer minValueActions, Integer minDays, List<String> valueFeatures) {
    public MeasureUse {
        Objects.requireNonNull(measure, "measure");
        valueFeatures = valueFeatures == null
                ? List.of()
                : valueFeatures.stream().sorted().distinct().toList();
    }
}

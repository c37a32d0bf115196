package io.tidewatch.engine.fact;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.OptionalDouble;

/**
 * The annual recurring revenue of an account, as the metric of that name says it.
 *
 * @param minor in minor units of the currency; null when it is not known
 * @param currency ISO 4217; null when the revenue is not known or has none
 */
public record AnnualRevenue(Long minor, String currency) {

    private static final String METRIC = "arr";
    private static final AnnualRevenue UNKNOWN = new AnnualRevenue(null, null);

    /** On a day, by the definition of that catalogue. */
    public static AnnualRevenue of(AccountFact fact, Catalogue catalogue, LocalDate day) {
        return catalogue
                .metric(METRIC)
                .map(metric -> of(FactMapper.value(fact, metric, day), day))
                .orElse(UNKNOWN);
    }

    private static AnnualRevenue of(MetricValue value, LocalDate day) {
        OptionalDouble amount = value.on(day);
        return amount.isPresent() ? new AnnualRevenue(Math.round(amount.getAsDouble()), value.currency()) : UNKNOWN;
    }
}

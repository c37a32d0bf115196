package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;

/** The values of one account on one day, in the order of the generated properties. */
record AccountRow(double[] numbers, String[] texts) {
    static AccountRow of(AccountFacts facts, List<MetricDefinition> metrics, LocalDate day) {
        double[] numbers = new double[metrics.size()];
        for (int index = 0; index < numbers.length; index++) {
            MetricValue value = facts.metrics().get(metrics.get(index).id());
            OptionalDouble known = value == null ? OptionalDouble.empty() : value.on(day);
            numbers[index] = known.orElse(Double.NaN);
        }
        AccountAttribute[] attributes = AccountAttribute.values();
        String[] texts = new String[attributes.length];
        for (int index = 0; index < texts.length; index++) {
            texts[index] = facts.attributes().get(attributes[index]);
        }
        return new AccountRow(numbers, texts);
    }
}

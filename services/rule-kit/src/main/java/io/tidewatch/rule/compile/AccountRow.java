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
    static AccountRow of(AccountFacts facts, Vocabulary vocabulary, LocalDate day) {
        List<MetricDefinition> metrics = vocabulary.metrics();
        List<AccountAttribute> attributes = vocabulary.attributes();
        double[] numbers = new double[metrics.size() + attributes.size()];
        for (int index = 0; index < metrics.size(); index++) {
            MetricValue value = facts.metrics().get(metrics.get(index).id());
            OptionalDouble known = value == null ? OptionalDouble.empty() : value.on(day);
            numbers[index] = known.orElse(Double.NaN);
        }
        String[] texts = new String[attributes.size()];
        for (int index = 0; index < texts.length; index++) {
            AccountAttribute attribute = attributes.get(index);
            texts[index] = facts.attributes().get(attribute.property());
            numbers[metrics.size() + index] =
                    attribute.type() == AccountAttribute.Type.NUMBER ? number(texts[index]) : Double.NaN;
        }
        return new AccountRow(numbers, texts);
    }

    private static double number(String text) {
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

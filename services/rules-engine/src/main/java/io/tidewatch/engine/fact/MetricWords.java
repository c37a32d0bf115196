package io.tidewatch.engine.fact;

import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.Unit;
import io.tidewatch.rule.threshold.MetricText;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;

/** What a value is made of, for people. */
public final class MetricWords {

    /** Amounts of money, in minor units. */
    private static final Set<Measure> MONEY =
            EnumSet.of(Measure.ARR, Measure.MRR_AT_START, Measure.MRR_AT_END, Measure.MRR_RETAINED);

    private MetricWords() {}

    /**
     * The parts of a value, such as {@code 85 of 100} or {@code EUR 90.00 of EUR 100.00 over 365 days}, or the reason why it
     * is unknown; written so that it can follow the value in parentheses.
     *
     * @return null when there is nothing to explain
     */
    public static String explanation(MetricDefinition metric, MetricValue value, LocalDate day) {
        String unknown = MetricText.unknownPhrase(value, day);
        if (unknown != null) {
            return unknown;
        }
        if (value instanceof MetricValue.Known known
                && known.numerator() != null
                && known.denominator() != null
                && metric.unit() == Unit.PERCENT) {
            return part(metric.numerator().measure(), known.numerator(), known.currency())
                    + " of "
                    + part(metric.denominator().measure(), known.denominator(), known.currency())
                    + (known.windowDays() == null ? "" : " over " + known.windowDays() + " days");
        }
        return switch (value) {
            case MetricValue.Age age -> "since " + age.anchor();
            case MetricValue.Countdown countdown -> "until " + countdown.target();
            default -> null;
        };
    }

    private static String part(Measure measure, double number, String currency) {
        return MONEY.contains(measure) ? MetricText.money(number, currency) : MetricText.number(number, 2);
    }
}

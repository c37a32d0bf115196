package io.tidewatch.engine.fact;

import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.Unit;
import io.tidewatch.rule.threshold.MetricValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.util.Locale;
import java.util.OptionalDouble;

/** Values for people. */
public final class MetricWords {

    private MetricWords() {}

    /**
     * A value with its unit, such as {@code 34 days} or {@code EUR 1,200.00}.
     *
     * @param currency of the account, or null
     * @return {@code unknown} when it is
     */
    public static String value(MetricDefinition metric, MetricValue value, LocalDate day, String currency) {
        OptionalDouble known = value.on(day);
        if (known.isEmpty()) {
            return "unknown";
        }
        double number = known.getAsDouble();
        return switch (metric.unit()) {
            case PERCENT -> rounded(number, 2) + " %";
            case DAYS -> rounded(number, 0) + (number == 1 ? " day" : " days");
            case HOURS -> rounded(number, 1) + (number == 1 ? " hour" : " hours");
            case CURRENCY -> (currency == null ? "" : currency + " ") + amount(number);
        };
    }

    /** What a value was made of, or why it is unknown; null when there is nothing to say. */
    public static String explanation(MetricDefinition metric, MetricValue value, LocalDate day) {
        String unknown = value.unknownReason(day);
        if (unknown != null) {
            return unknown;
        }
        if (value instanceof MetricValue.Known known
                && known.numerator() != null
                && known.denominator() != null
                && metric.unit() == Unit.PERCENT) {
            return rounded(known.numerator(), 2) + " of " + rounded(known.denominator(), 2)
                    + (known.windowDays() == null ? "" : " over " + known.windowDays() + " days");
        }
        return switch (value) {
            case MetricValue.Age age -> "since " + age.anchor();
            case MetricValue.Countdown countdown -> "until " + countdown.target();
            default -> null;
        };
    }

    private static String rounded(double number, int places) {
        return BigDecimal.valueOf(number)
                .setScale(places, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String amount(double minor) {
        return new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(BigDecimal.valueOf(minor).movePointLeft(2));
    }
}

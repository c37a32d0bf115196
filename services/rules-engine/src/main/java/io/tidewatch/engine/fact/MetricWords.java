package io.tidewatch.engine.fact;

import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.Unit;
import io.tidewatch.rule.threshold.MetricValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.util.Currency;
import java.util.EnumSet;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** Values for people. */
public final class MetricWords {

    /** Those that are amounts of money, in minor units. */
    private static final Set<Measure> MONEY =
            EnumSet.of(Measure.ARR, Measure.MRR_AT_START, Measure.MRR_AT_END, Measure.MRR_RETAINED);

    private MetricWords() {}

    /**
     * A value with its unit, such as {@code 34 days} or {@code EUR 1,200.00}.
     *
     * @param currency of the value; null when it is not money
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
            case CURRENCY -> money(number, currency);
        };
    }

    /**
     * What a value was made of, such as {@code 85 of 100} or {@code EUR 90.00 of EUR 100.00 over 365 days}, or why it is
     * unknown.
     *
     * @param currency of the value; null when it is not money
     * @return null when there is nothing to say
     */
    public static String explanation(MetricDefinition metric, MetricValue value, LocalDate day, String currency) {
        String unknown = value.unknownReason(day);
        if (unknown != null) {
            return unknown;
        }
        if (value instanceof MetricValue.Known known
                && known.numerator() != null
                && known.denominator() != null
                && metric.unit() == Unit.PERCENT) {
            return part(metric.numerator().measure(), known.numerator(), currency)
                    + " of "
                    + part(metric.denominator().measure(), known.denominator(), currency)
                    + (known.windowDays() == null ? "" : " over " + known.windowDays() + " days");
        }
        return switch (value) {
            case MetricValue.Age age -> "since " + age.anchor();
            case MetricValue.Countdown countdown -> "until " + countdown.target();
            default -> null;
        };
    }

    private static String part(Measure measure, double number, String currency) {
        return MONEY.contains(measure) ? money(number, currency) : rounded(number, 2);
    }

    private static String rounded(double number, int places) {
        return BigDecimal.valueOf(number)
                .setScale(places, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Such as {@code EUR 1,200.00}; without the currency where that is not known. */
    private static String money(double minor, String currency) {
        int digits = digits(currency);
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        String amount = format.format(BigDecimal.valueOf(minor).movePointLeft(digits));
        return currency == null ? amount : currency + " " + amount;
    }

    private static int digits(String currency) {
        try {
            return currency == null
                    ? 2
                    : Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException notListed) {
            // Most have two.
            return 2;
        }
    }
}

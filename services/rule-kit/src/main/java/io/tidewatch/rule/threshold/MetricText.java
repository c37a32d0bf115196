package io.tidewatch.rule.threshold;

import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.language.Band;
import io.tidewatch.money.Money;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Locale;
import java.util.OptionalDouble;

/** Metric values as people read them, in reasons and messages alike. */
public final class MetricText {
    /** Values have so many digits; what a double has behind them is noise. */
    private static final MathContext EXACT = new MathContext(12);

    private MetricText() {}

    /** A value with its unit, such as {@code 34 days}, {@code 85 %} or {@code JPY 600,000}; {@code unknown} when it is. */
    public static String of(MetricDefinition metric, MetricValue value, LocalDate day) {
        OptionalDouble known = value.on(day);
        if (known.isEmpty()) {
            return "unknown";
        }
        double number = known.getAsDouble();
        return switch (metric.unit()) {
            case PERCENT -> number(number, 2) + " %";
            case RATIO, NUMBER, SCORE -> number(number, 2);
            case MINUTES -> count(number(number, 0), "minute");
            case HOURS -> count(number(number, 1), "hour");
            case DAYS -> count(number(number, 0), "day");
            case MONTHS -> count(number(number, 1), "month");
            case CURRENCY -> money(number, value.currency());
        };
    }

    /** The band that a value lies in; {@code unknown} when the value is. */
    public static String band(MetricDefinition metric, MetricValue value, LocalDate day) {
        OptionalDouble known = value.on(day);
        return known.isEmpty() ? "unknown" : Band.of(metric.bands(), known.getAsDouble());
    }

    /**
     * An amount in minor units, with the decimals of its currency.
     *
     * @param currency ISO 4217; null when the amount has none (zero, or a scenario), and then the bare number of minor units
     *     is the text
     */
    public static String money(double minor, String currency) {
        return Money.isCurrency(currency)
                ? new Money(BigDecimal.valueOf(minor), currency).toString()
                : number(minor, 2);
    }

    /**
     * A number without trailing zeros, rounded half-up to so many decimals; but never onto a shorter number, which might be the bound
     * that the exact one misses: of two decimals, 99.996 is {@code 99.99} and not {@code 100}.
     */
    public static String number(double number, int decimals) {
        BigDecimal exact = BigDecimal.valueOf(number).round(EXACT);
        BigDecimal rounded = exact.setScale(decimals, RoundingMode.HALF_UP);
        int side = exact.compareTo(rounded);
        if (side != 0 && decimals > 0 && rounded.stripTrailingZeros().scale() < decimals) {
            rounded = exact.setScale(decimals, side < 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
        }
        return rounded.stripTrailingZeros().toPlainString();
    }

    /**
     * The reason why a value is unknown, as it follows a name in parentheses: {@code no executive sponsor is known}.
     *
     * @return null when the value is known
     */
    public static String unknownPhrase(MetricValue value, LocalDate day) {
        String reason = value.unknownReason(day);
        if (reason == null || reason.isEmpty()) {
            return reason;
        }
        String open = reason.replaceFirst("[.\\s]+$", "");
        // An abbreviation such as ARR keeps its capitals.
        boolean word = open.length() < 2 || !Character.isUpperCase(open.charAt(1));
        return word ? open.substring(0, 1).toLowerCase(Locale.ROOT) + open.substring(1) : open;
    }

    private static String count(String number, String unit) {
        return number + " " + unit + (number.equals("1") ? "" : "s");
    }
}

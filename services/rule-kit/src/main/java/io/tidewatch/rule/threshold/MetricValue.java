package io.tidewatch.rule.threshold;

import io.tidewatch.metric.DayCount;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What is known of one metric of one account. Unknown is a value of its own: never 0, never healthy. Details are extra
 * figures for the explanation, e.g. {@code unansweredOutreach}.
 */
public sealed interface MetricValue {

    /** The value on a day, or empty when it is unknown on that day. */
    OptionalDouble on(LocalDate asOf);

    /** Extra figures for the explanation; empty when there are none. */
    default Map<String, Long> details() {
        return Map.of();
    }

    /** Currency of an amount of money, ISO 4217; null for everything else and when the amount has none. */
    default String currency() {
        return null;
    }

    /** Why the value is unknown on that day, as a short phrase; null when it is known. */
    String unknownReason(LocalDate asOf);

    /**
     * A computed value.
     *
     * @param value in the unit of the metric (percent: 0 to 100)
     * @param numerator may be null for a state
     * @param denominator may be null for a state
     * @param windowDays length of the window, or null
     * @param asOf the day it was computed for
     * @param currency see {@link MetricValue}
     * @param details see {@link MetricValue}
     */
    record Known(
            double value,
            Double numerator,
            Double denominator,
            Integer windowDays,
            LocalDate asOf,
            String currency,
            Map<String, Long> details)
            implements MetricValue {
        public Known {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("A known value is a finite number; use Unknown instead");
            }
            details = details == null ? Map.of() : Map.copyOf(details);
        }

        /** A ratio in percent: 100 * numerator / denominator, unknown when the denominator is 0. */
        public static MetricValue percent(double numerator, double denominator, Integer windowDays, LocalDate asOf) {
            if (denominator == 0) {
                return new Unknown("the denominator is 0");
            }
            return new Known(numerator * 100.0 / denominator, numerator, denominator, windowDays, asOf, null, Map.of());
        }

        /** A plain number. */
        public static Known of(double value, LocalDate asOf) {
            return new Known(value, null, null, null, asOf, null, Map.of());
        }

        @Override
        public OptionalDouble on(LocalDate day) {
            return OptionalDouble.of(value);
        }

        @Override
        public String unknownReason(LocalDate day) {
            return null;
        }
    }

    /**
     * An age: days since the anchor, computed for the day it is asked for.
     *
     * @param anchor the day the age counts from
     * @param coveredThrough last day the sources cover; beyond it the age is unknown. Null: no limit.
     * @param details see {@link MetricValue}
     */
    record Age(LocalDate anchor, LocalDate coveredThrough, Map<String, Long> details) implements MetricValue {
        public Age {
            Objects.requireNonNull(anchor, "anchor");
            details = details == null ? Map.of() : Map.copyOf(details);
        }

        @Override
        public OptionalDouble on(LocalDate asOf) {
            return unknownReason(asOf) == null
                    ? OptionalDouble.of(DayCount.between(anchor, asOf))
                    : OptionalDouble.empty();
        }

        @Override
        public String unknownReason(LocalDate asOf) {
            if (coveredThrough != null && asOf.isAfter(coveredThrough)) {
                return "the sources cover the time up to " + coveredThrough + " only";
            }
            return asOf.isBefore(anchor) ? "the anchor " + anchor + " lies after the day" : null;
        }
    }

    /**
     * Days until a date; unknown once the date is reached, until a new one is known.
     *
     * @param target the day counted to
     * @param coveredThrough last day the sources cover, or null for no limit
     * @param details see {@link MetricValue}
     */
    record Countdown(LocalDate target, LocalDate coveredThrough, Map<String, Long> details) implements MetricValue {
        public Countdown {
            Objects.requireNonNull(target, "target");
            details = details == null ? Map.of() : Map.copyOf(details);
        }

        @Override
        public OptionalDouble on(LocalDate asOf) {
            return unknownReason(asOf) == null
                    ? OptionalDouble.of(DayCount.between(asOf, target))
                    : OptionalDouble.empty();
        }

        @Override
        public String unknownReason(LocalDate asOf) {
            if (coveredThrough != null && asOf.isAfter(coveredThrough)) {
                return "the sources cover the time up to " + coveredThrough + " only";
            }
            return target.isAfter(asOf) ? null : target + " has passed and no later date is known";
        }
    }

    /**
     * No value.
     *
     * @param reason why, as a short phrase for people
     */
    record Unknown(String reason) implements MetricValue {
        public Unknown {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public OptionalDouble on(LocalDate asOf) {
            return OptionalDouble.empty();
        }

        @Override
        public String unknownReason(LocalDate asOf) {
            return reason;
        }
    }
}

package io.tidewatch.metric.oracle;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An implementation of the metric language, as the comparison of two of them sees it. */
public interface Evaluates {
    /** All metrics of an account; {@code from} is t0, or null for one period before the day. */
    Map<String, Seen> account(PlainAccount account, LocalDate asOf, LocalDate from);

    /** The figures of a group of accounts, by metric: one, or one per currency. */
    Map<String, List<SeenFigure>> group(
            Set<String> metrics, List<PlainAccount> members, LocalDate asOf, LocalDate from);

    /**
     * What one sees of a value.
     *
     * @param state KNOWN, ABSENT, UNKNOWN or OUTSIDE
     * @param value null unless it is known
     * @param measures by name; those that the implementation shows
     * @param labels by label, where measures are split
     */
    record Seen(String state, Part value, Map<String, Part> measures, Map<String, Seen> labels) {}

    /**
     * What one sees of a figure.
     *
     * @param value ABSENT where nothing is formed
     * @param members accounts that count
     * @param leftOut accounts that are left out because something is unknown
     */
    record SeenFigure(
            Part value, Map<String, Part> measures, int members, int leftOut, Map<String, SeenFigure> labels) {}

    /**
     * A value of any sort.
     *
     * @param none ABSENT or UNKNOWN; null for a value
     * @param number of a number, a condition, an amount in minor units, a day or moment since 1970-01-01 (moments in microseconds)
     * @param currency of an amount; null for others, and where the amount goes with every currency
     * @param other a text, which is not compared
     */
    record Part(String none, Double number, String currency, String other) {
        private static final double NEAR = 1e-9;
        private static final double MOMENTS = 1e14;

        public static Part none(String none) {
            return new Part(none, null, null, null);
        }

        public static Part number(double number, String currency) {
            return new Part(null, number, currency, null);
        }

        public static Part other(String other) {
            return new Part(null, null, null, other);
        }

        /** Whether two are the same but for rounding. */
        boolean isNear(Part that) {
            if (other != null || that.other != null) {
                return true;
            }
            if (number == null || that.number == null) {
                return equals(that);
            }
            double most = Math.max(Math.abs(number), Math.abs(that.number));
            if (most > MOMENTS) {
                return number.equals(that.number);
            }
            boolean near = Math.abs(number - that.number) <= Math.max(NEAR * most, 1e-12);
            return near && (currency == null || that.currency == null || currency.equals(that.currency));
        }

        @Override
        public String toString() {
            return none != null ? none : other != null ? other : number + (currency == null ? "" : " " + currency);
        }
    }
}

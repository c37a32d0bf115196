package io.tidewatch.metric.evaluation;

import java.math.BigDecimal;
import java.math.MathContext;

/** Values that may be absent or unknown, as doubles. */
final class Value {
    /** The data cover what is asked, and there is none. */
    static final double ABSENT = Double.NaN;

    /** The data do not cover what is asked. */
    static final double UNKNOWN = Double.NEGATIVE_INFINITY;

    private static final MathContext DIGITS = new MathContext(12);
    private static final int MOST_DIGITS = 12;
    private static final double[] TENS = tens();

    private Value() {}

    private static double[] tens() {
        double[] tens = new double[23];
        for (int power = 0; power < tens.length; power++) {
            tens[power] = Double.parseDouble("1e" + power);
        }
        return tens;
    }

    /** Whether it is absent or unknown. */
    static boolean isMissing(double value) {
        return !(value > UNKNOWN);
    }

    static boolean isUnknown(double value) {
        return value == UNKNOWN;
    }

    static boolean isAbsent(double value) {
        return value != value;
    }

    /** What comes of two operands of which at least one has no value. */
    static double missing(double left, double right) {
        return left == UNKNOWN || right == UNKNOWN ? UNKNOWN : ABSENT;
    }

    /** A result; absent where it is beyond all numbers. */
    static double finite(double value) {
        return value - value == 0 ? value : ABSENT;
    }

    static double of(boolean condition) {
        return condition ? 1 : 0;
    }

    /** Rounded to 12 significant digits; what has no value stays so. */
    static double rounded(double value) {
        if (isMissing(value) || value == Math.rint(value) && Math.abs(value) < 1e12) {
            // Without the sign of a zero.
            return value + 0.0;
        }
        int digits = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
        int power = MOST_DIGITS - digits;
        if (power < 0 || power >= TENS.length) {
            return new BigDecimal(value).round(DIGITS).doubleValue();
        }
        return Math.rint(value * TENS[power]) / TENS[power];
    }
}

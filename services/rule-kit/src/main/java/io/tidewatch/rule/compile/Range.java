package io.tidewatch.rule.compile;

/**
 * The numbers between two ends.
 *
 * @param low lower end, or minus infinity
 * @param lowCounts whether the lower end is one of them
 * @param high upper end, or infinity
 * @param highCounts whether the upper end is one of them
 */
record Range(double low, boolean lowCounts, double high, boolean highCounts) {
    static final Range ALL = new Range(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

    /** The numbers that a comparison with one lets through; null for {@code !=}, which is none of this kind. */
    static Range of(String sign, double bound) {
        return switch (sign) {
            case "<" -> new Range(ALL.low, false, bound, false);
            case "<=" -> new Range(ALL.low, false, bound, true);
            case ">" -> new Range(bound, false, ALL.high, false);
            case ">=" -> new Range(bound, true, ALL.high, false);
            case "==" -> new Range(bound, true, bound, true);
            default -> null;
        };
    }

    Range and(Range other) {
        boolean lowIsMine = low > other.low || low == other.low && !lowCounts;
        boolean highIsMine = high < other.high || high == other.high && !highCounts;
        return new Range(
                lowIsMine ? low : other.low,
                lowIsMine ? lowCounts : other.lowCounts,
                highIsMine ? high : other.high,
                highIsMine ? highCounts : other.highCounts);
    }

    boolean isEmpty() {
        return low > high || low == high && !(lowCounts && highCounts);
    }

    boolean contains(double number) {
        return (number > low || number == low && lowCounts) && (number < high || number == high && highCounts);
    }

    /** One of the numbers, as close to an end as can be. */
    double one() {
        if (Double.isInfinite(low) && Double.isInfinite(high)) {
            return 0;
        }
        double step = Double.isInfinite(low) || Double.isInfinite(high) ? 1 : Math.min(1, (high - low) / 2);
        if (Double.isInfinite(low)) {
            return highCounts ? high : high - step;
        }
        return lowCounts ? low : low + step;
    }
}

package io.tidewatch.metric.language;

/**
 * The days whose records count, as {@code in:} says them. t1 is the as-of day, t0 the day a period before it. All windows
 * but {@link Ahead} end at t1 at the latest.
 */
public sealed interface Window {
    /** {@code Nd} and {@code Nd ago Md}: (t1−M−N, t1−M]. */
    record Last(int days, int ago) implements Window {}

    /** {@code ever}: every day up to t1; what holds when a file says nothing. */
    record Ever() implements Window {}

    /** {@code period}: (t0, t1]. */
    record Period() implements Window {}

    /** {@code previous period}: as long as the period, and ending at t0. */
    record PreviousPeriod() implements Window {}

    /** {@code span}: the days of the subject's span. */
    record SubjectSpan() implements Window {}

    /** {@code ahead}: (t1, ∞). */
    record Ahead() implements Window {}

    /**
     * {@code [Nd] after x}: (x, x+N]; {@code [Nd] since x}: [x, x+N−1]; {@code Nd before x}: [x−N, x−1].
     *
     * @param days N; 0 when the window is open, up to t1
     * @param anchor the name of a day; {@code start} is t0
     */
    record Relative(Side side, int days, String anchor) implements Window {
        /** The anchor that stands for t0. */
        public static final String START = "start";

        /** On which side of the anchor the window lies. */
        public enum Side {
            AFTER,
            SINCE,
            BEFORE
        }
    }

    /** Whether it depends on the period of the metric. */
    default boolean needsPeriod() {
        return this instanceof Period
                || this instanceof PreviousPeriod
                || this instanceof Relative relative && relative.anchor().equals(Relative.START);
    }
}

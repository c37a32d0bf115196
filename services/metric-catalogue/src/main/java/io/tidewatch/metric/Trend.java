package io.tidewatch.metric;

import java.math.BigDecimal;

/**
 * How a figure moved between two days, as its direction judges it.
 *
 * @param reason why the move is not judged, as a sentence; null when it is
 */
public record Trend(Judgement judgement, String reason) {

    /**
     * The share of the larger of two figures by which they must differ, so that the move counts: 2 %. Below that, one customer more or less
     * moves the figures of a portfolio from day to day. Retention that falls from 96 % to 94 % is beyond it.
     */
    public static final BigDecimal STABLE = new BigDecimal("0.02");

    /** What became of a figure. */
    public enum Judgement {
        /** It moved the good way. */
        IMPROVING,
        /** It did not move by more than the stability band. */
        STABLE,
        /** It moved the bad way. */
        DECLINING,
        /** Neither way is good by itself. */
        NOT_JUDGED,
        /** One of the two figures is missing. */
        UNKNOWN
    }

    /**
     * Judges a move. From one figure to another it is the opposite of the way back.
     *
     * @param current the later figure; null when it is not known
     * @param previous the earlier figure, in the same unit; null when it is not known
     * @param stable the share of the larger of the two, without its sign, up to which and including which they count as the same
     * @throws NumberFormatException for a figure that is infinite or not a number
     */
    public static Trend of(Double current, Double previous, Direction direction, BigDecimal stable) {
        if (direction == Direction.CONTEXT) {
            return new Trend(Judgement.NOT_JUDGED, "Neither more nor less of this metric is good by itself.");
        }
        if (current == null || previous == null) {
            return new Trend(
                    Judgement.UNKNOWN,
                    current == null ? "The figure is not known." : "The figure of the earlier day is not known.");
        }
        // Exact decimals, as people read them: a move by the band itself is not beyond it.
        BigDecimal now = BigDecimal.valueOf(current);
        BigDecimal then = BigDecimal.valueOf(previous);
        BigDecimal band = now.abs().max(then.abs()).multiply(stable);
        if (now.subtract(then).abs().compareTo(band) <= 0) {
            return new Trend(Judgement.STABLE, null);
        }
        boolean good = now.compareTo(then) > 0 == (direction == Direction.HIGHER_IS_BETTER);
        return new Trend(good ? Judgement.IMPROVING : Judgement.DECLINING, null);
    }
}

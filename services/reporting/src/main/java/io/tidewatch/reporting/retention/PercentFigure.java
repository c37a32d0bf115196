package io.tidewatch.reporting.retention;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A percentage.
 *
 * @param percent        0 to 100 and beyond, exact; null when unknown
 * @param numerator      may be null
 * @param denominator    may be null
 * @param definitionHash of the metric; may be null
 * @param reason         why it is unknown; null when known
 */
public record PercentFigure(
        BigDecimal percent, BigDecimal numerator, BigDecimal denominator, String definitionHash, String reason)
        implements Figure {

    /** Not known, for this reason. */
    public static PercentFigure unknown(String reason) {
        return new PercentFigure(null, null, null, null, reason);
    }

    @Override
    public boolean known() {
        return percent != null;
    }

    @Override
    public Optional<BigDecimal> value() {
        return Optional.ofNullable(percent);
    }
}

package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.metrics.LeftOut;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A percentage; of money in a report of several currencies, one per currency: they are never put together.
 *
 * @param percent        0 to 100 and beyond, exact; null when unknown, and when there are several
 * @param numerator      may be null
 * @param denominator    may be null
 * @param definitionHash of the metric; may be null
 * @param reason         why it is unknown; null when known
 * @param leftOut        the accounts that it does not include
 * @param byCurrency     the percentage of each currency, some may be unknown; empty when the report has one currency only
 */
public record PercentFigure(
        BigDecimal percent,
        BigDecimal numerator,
        BigDecimal denominator,
        String definitionHash,
        String reason,
        List<LeftOut> leftOut,
        SortedMap<String, PercentFigure> byCurrency)
        implements Figure {

    public PercentFigure {
        leftOut = List.copyOf(leftOut);
        byCurrency = Collections.unmodifiableSortedMap(new TreeMap<>(byCurrency));
    }

    /** Not known, for this reason. */
    public static PercentFigure unknown(String reason) {
        return new PercentFigure(null, null, null, null, reason, List.of(), new TreeMap<>());
    }

    /** At least one percentage, by currency, with the accounts that none of them includes. */
    static PercentFigure of(SortedMap<String, PercentFigure> byCurrency, List<LeftOut> leftOut) {
        PercentFigure first = byCurrency.firstEntry().getValue();
        if (byCurrency.size() == 1) {
            return new PercentFigure(
                    first.percent,
                    first.numerator,
                    first.denominator,
                    first.definitionHash,
                    first.reason,
                    leftOut,
                    byCurrency);
        }
        boolean known = byCurrency.values().stream().anyMatch(PercentFigure::known);
        return new PercentFigure(
                null, null, null, first.definitionHash, known ? null : first.reason, leftOut, byCurrency);
    }

    /** The percentage of what is in a currency; this one where there is only one, unknown when there is none in it. */
    public PercentFigure in(String currency) {
        return byCurrency.isEmpty()
                ? this
                : byCurrency.getOrDefault(currency, unknown("There is no such revenue in this currency"));
    }

    @Override
    public boolean known() {
        return percent != null || byCurrency.values().stream().anyMatch(PercentFigure::known);
    }

    @Override
    public Optional<BigDecimal> value() {
        return Optional.ofNullable(percent);
    }
}

package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.metrics.Dimension;
import io.tidewatch.reporting.metrics.LeftOut;
import io.tidewatch.reporting.metrics.Metric;
import io.tidewatch.reporting.metrics.PortfolioMetrics;
import io.tidewatch.reporting.metrics.PortfolioMetrics.Value;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns the answer of account-ingestion into figures. */
final class MetricFigures {

    private static final String NO_VALUE = "account-ingestion has no value for this figure.";

    private final PortfolioMetrics metrics;

    MetricFigures(PortfolioMetrics metrics) {
        this.metrics = metrics;
    }

    /** A percentage, per currency where the answer has several. */
    PercentFigure percent(Metric metric, Dimension dimension, String group) {
        List<Value> values = metrics.of(metric, dimension, group);
        if (values.isEmpty()) {
            return PercentFigure.unknown(metrics.missing().orElse(NO_VALUE));
        }
        if (values.size() == 1 && (values.getFirst().currency() == null || !metrics.severalCurrencies())) {
            return percent(values.getFirst());
        }
        SortedMap<String, PercentFigure> byCurrency = new TreeMap<>();
        for (Value value : values) {
            if (value.currency() == null || byCurrency.put(value.currency(), percent(value)) != null) {
                return PercentFigure.unknown("account-ingestion did not give the currency of each value.");
            }
        }
        return PercentFigure.of(byCurrency, leftOut(values));
    }

    private static PercentFigure percent(Value value) {
        return new PercentFigure(
                value.value(),
                value.numerator(),
                value.denominator(),
                value.definitionHash(),
                value.reason(),
                leftOut(List.of(value)),
                new TreeMap<>());
    }

    /** An amount, per currency where there are several; unknown when one of its parts is. */
    MoneyFigure money(Metric metric, Dimension dimension, String group) {
        List<Value> values = metrics.of(metric, dimension, group);
        if (values.isEmpty()) {
            return MoneyFigure.unknown(metrics.missing().orElse(NO_VALUE));
        }
        Map<String, Long> amounts = new TreeMap<>();
        List<LeftOut> leftOut = leftOut(values);
        for (Value value : values) {
            if (value.value() == null
                    || value.currency() == null && value.value().signum() != 0) {
                return MoneyFigure.unknown(value.reason() == null ? "It has no currency." : value.reason(), leftOut);
            }
            if (value.currency() != null) {
                try {
                    amounts.merge(value.currency(), value.value().longValueExact(), Math::addExact);
                } catch (ArithmeticException e) {
                    // One absurd figure must not take the others with it.
                    return MoneyFigure.unknown(RiskSum.TOO_LARGE, leftOut);
                }
            }
        }
        return MoneyFigure.of(amounts, values.getFirst().definitionHash(), leftOut);
    }

    /** The rows of several currencies name the same accounts: what none of them includes counts once. */
    private static List<LeftOut> leftOut(List<Value> values) {
        return values.stream()
                .flatMap(value -> value.leftOut().stream())
                .distinct()
                .toList();
    }
}

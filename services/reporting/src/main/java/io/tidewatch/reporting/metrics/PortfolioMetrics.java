package io.tidewatch.reporting.metrics;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The figures that account-ingestion computed, for all selected accounts and by group; or why there are none. */
public final class PortfolioMetrics {

    private final Map<Key, List<Value>> values;
    private final String missing;

    private PortfolioMetrics(Map<Key, List<Value>> values, String missing) {
        this.values = values;
        this.missing = missing;
    }

    /** The figures of an answer. */
    public static PortfolioMetrics of(List<Value> values) {
        return new PortfolioMetrics(values.stream().collect(Collectors.groupingBy(Value::key)), null);
    }

    /** No figures, for a reason that readers of the report see. */
    public static PortfolioMetrics missing(String reason) {
        return new PortfolioMetrics(Map.of(), reason);
    }

    /** Why there are no figures at all; empty when there are. */
    public Optional<String> missing() {
        return Optional.ofNullable(missing);
    }

    /**
     * The figures of a metric for a group: one, or one per currency; empty when there are none.
     *
     * @param group segment or CSM; empty for accounts without one, and for {@link Dimension#ALL}
     */
    public List<Value> of(Metric metric, Dimension dimension, String group) {
        return values.getOrDefault(new Key(metric, dimension, group), List.of()).stream()
                .sorted(Comparator.comparing(Value::currency, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    /** Whether there are figures of more than one currency, so that each must say of which it is. */
    public boolean severalCurrencies() {
        return values.values().stream()
                        .flatMap(List::stream)
                        .map(Value::currency)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count()
                > 1;
    }

    /** The groups there are figures for, in order. */
    public SortedSet<String> groups(Dimension dimension) {
        return values.keySet().stream()
                .filter(key -> key.dimension == dimension)
                .map(Key::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a figure is of. */
    public record Key(Metric metric, Dimension dimension, String group) {}

    /**
     * One figure.
     *
     * @param key            what it is of
     * @param value          exact; null when unknown
     * @param numerator      null where there is none
     * @param denominator    null where there is none
     * @param currency       of money and of percentages of money; null otherwise
     * @param definitionHash of the metric's definition; may be null when unknown
     * @param reason         why it is unknown; null when known
     * @param leftOut        the accounts of the group that it does not include
     */
    public record Value(
            Key key,
            BigDecimal value,
            BigDecimal numerator,
            BigDecimal denominator,
            String currency,
            String definitionHash,
            String reason,
            List<LeftOut> leftOut) {}
}

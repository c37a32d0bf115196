package io.tidewatch.rule.threshold;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places of metrics and attributes in the facts of an account, or of the portfolio. A bundle has one for all accounts, so that
 * its rules find a value without its name. Thread-safe.
 */
public final class FactOrder {
    private final List<String> metrics;
    private final List<String> attributes;
    private final Map<String, Integer> placesOfMetrics;
    private final Map<String, Integer> placesOfAttributes;

    /** With the names in that order; each at most once. */
    FactOrder(Collection<String> metrics, Collection<String> attributes) {
        this.metrics = List.copyOf(metrics);
        this.attributes = List.copyOf(attributes);
        this.placesOfMetrics = places(this.metrics);
        this.placesOfAttributes = places(this.attributes);
    }

    /** What rules can read by a catalogue: the tracked metrics of accounts, and the attributes. */
    public static FactOrder of(Catalogue catalogue) {
        return new FactOrder(
                catalogue.tracked().stream()
                        .filter(MetricDefinition::ofAccounts)
                        .map(MetricDefinition::id)
                        .toList(),
                AccountAttribute.of(catalogue).stream()
                        .map(AccountAttribute::property)
                        .toList());
    }

    /** What rules can read of the whole portfolio: the tracked metrics that are computed for groups of accounts. */
    public static FactOrder ofPortfolio(Catalogue catalogue) {
        return new FactOrder(
                catalogue.tracked().stream()
                        .filter(metric -> !metric.fromReporting())
                        .map(MetricDefinition::id)
                        .toList(),
                List.of());
    }

    /** Ids of the metrics, by place. */
    public List<String> metrics() {
        return metrics;
    }

    /** Properties of the attributes, by place. */
    public List<String> attributes() {
        return attributes;
    }

    /** Place of a metric; -1 when it has none. */
    int placeOfMetric(String id) {
        return placesOfMetrics.getOrDefault(id, -1);
    }

    /** Place of an attribute; -1 when it has none. */
    int placeOfAttribute(String property) {
        return placesOfAttributes.getOrDefault(property, -1);
    }

    private static Map<String, Integer> places(List<String> names) {
        Map<String, Integer> places = new HashMap<>();
        names.forEach(name -> places.put(name, places.size()));
        return Map.copyOf(places);
    }
}

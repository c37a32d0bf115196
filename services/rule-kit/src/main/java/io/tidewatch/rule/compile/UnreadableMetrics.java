package io.tidewatch.rule.compile;

import io.tidewatch.metric.MetricStatus;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import java.util.HashMap;
import java.util.Map;

/** The metrics of a catalogue that rules or messages about one subject cannot read, each with the reason and what would help. */
final class UnreadableMetrics {
    static final UnreadableMetrics NONE = new UnreadableMetrics();

    private final Map<String, String> reasons = new HashMap<>();

    private UnreadableMetrics() {}

    /** Those that nothing about one account can read. */
    static UnreadableMetrics ofAccounts(Catalogue catalogue) {
        UnreadableMetrics unreadable = ofPortfolio(catalogue);
        catalogue.metrics().stream()
                .filter(metric -> metric.group() && !metric.fromReporting())
                .forEach(metric -> unreadable.put(
                        metric,
                        "is a figure of many accounts together; an account has no value of it. A threshold with"
                                + " Portfolio( … ) can read it."));
        return unreadable;
    }

    /** Those that nothing about the portfolio can read. */
    static UnreadableMetrics ofPortfolio(Catalogue catalogue) {
        UnreadableMetrics unreadable = new UnreadableMetrics();
        for (MetricDefinition metric : catalogue.metrics()) {
            if (metric.fromReporting()) {
                unreadable.put(
                        metric, "is computed from flags and playbooks, so only reports show it; rules cannot read it.");
            } else if (metric.status() != MetricStatus.TRACKED) {
                unreadable.put(
                        metric,
                        "is not tracked, so it has no values. Write 'status: TRACKED' in metrics/" + metric.id()
                                + ".yaml to compute and read it.");
            }
        }
        return unreadable;
    }

    private void put(MetricDefinition metric, String reason) {
        Vocabulary.names(metric.property()).forEach(name -> reasons.putIfAbsent(name, sentence(metric, reason)));
        reasons.putIfAbsent(metric.id(), sentence(metric, reason));
    }

    private static String sentence(MetricDefinition metric, String reason) {
        return "The metric '" + metric.id() + "' " + reason;
    }

    /** Why the property, or the metric of that id, cannot be read; null when no metric has that name, or it can. */
    String reason(String name) {
        return reasons.get(name);
    }
}

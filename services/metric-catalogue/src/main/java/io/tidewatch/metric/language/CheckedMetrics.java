package io.tidewatch.metric.language;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The metrics that another one can read: those checked before it. */
final class CheckedMetrics {
    private final Set<String> ids;
    private final Map<String, CheckedMetric> checked = new TreeMap<>();

    /** Of these ids; a metric whose file has mistakes keeps its id, so that its readers are not wrong, too. */
    CheckedMetrics(Set<String> ids) {
        this.ids = Set.copyOf(ids);
    }

    void add(CheckedMetric metric) {
        checked.put(metric.syntax().id(), metric);
    }

    boolean isKnown(String id) {
        return ids.contains(id);
    }

    Set<String> ids() {
        return ids;
    }

    /** The metric; null when it has mistakes, and (with a mistake) when there is none or it has no value per account. */
    CheckedMetric of(Mention id, Mistakes mistakes) {
        if (!ids.contains(id.name())) {
            mistakes.unknown(MistakeKind.UNKNOWN_METRIC, id, "There is no metric '" + id.name() + "'.", ids);
            return null;
        }
        CheckedMetric metric = checked.get(id.name());
        if (metric != null && metric.syntax().group()) {
            mistakes.add(
                    MistakeKind.TYPE,
                    id.place(),
                    "The metric '" + id.name() + "' has values of groups only, not of an account.",
                    null);
            return null;
        }
        return metric;
    }

    /** The metric of this id if it is checked, or null. */
    CheckedMetric get(String id) {
        return checked.get(id);
    }

    /** All of them, by id. */
    Map<String, CheckedMetric> all() {
        return checked;
    }
}

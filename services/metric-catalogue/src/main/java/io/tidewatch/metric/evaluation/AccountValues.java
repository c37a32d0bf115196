package io.tidewatch.metric.evaluation;

import java.util.HashMap;
import java.util.Map;

/** The values of all metrics for one account and its days; valid until the evaluation turns to the next one. */
public final class AccountValues {
    private final Frame frame;
    private final Map<String, MetricValue> metrics = new HashMap<>();

    AccountValues(Frame frame) {
        this.frame = frame;
        frame.program.metrics().forEach((id, plan) -> metrics.put(id, new MetricValue(frame, plan)));
    }

    /** The canonical id of the account. */
    public String accountId() {
        return frame.history.accountId();
    }

    /**
     * The value of a metric.
     *
     * @throws IllegalArgumentException for a metric that is not computed
     */
    public MetricValue value(String metric) {
        MetricValue value = metrics.get(metric);
        if (value == null) {
            throw new IllegalArgumentException("The metric '" + metric + "' is not computed");
        }
        return value;
    }

    Frame frame() {
        return frame;
    }
}

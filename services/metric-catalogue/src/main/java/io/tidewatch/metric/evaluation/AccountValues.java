package io.tidewatch.metric.evaluation;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of all metrics for one account and its days; valid until the evaluation turns to the next one. */
public final class AccountValues {
    private final Frame frame;
    private final Map<String, MetricValue> metrics = new HashMap<>();
    private final MetricPlan[] plans;
    private GroupFigures figures;

    AccountValues(Frame frame) {
        this.frame = frame;
        this.plans = new MetricPlan[frame.program.slotArray().length];
        frame.program.metrics().forEach((id, plan) -> {
            metrics.put(id, new MetricValue(frame, plan));
            plans[plan.slot()] = plan;
        });
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

    /**
     * The next day on which a value of these metrics can change although no record is added or changed: never later than one does, at
     * times earlier. Null when none ever does.
     */
    public LocalDate nextChange() {
        return nextChange(Set.of());
    }

    /**
     * The same for those who count on by themselves.
     *
     * @param counted metrics of which the other day is kept where their formula is a number of days from or to the as-of day: that the number is another
     *     one every day does not count as a change
     */
    public LocalDate nextChange(Set<String> counted) {
        return NextChange.of(this, frame.days, counted);
    }

    /**
     * How the measures of a metric came about, and which records they counted. Measures of metrics that it reads are not among them.
     *
     * @throws IllegalArgumentException for a metric that is not computed
     */
    public List<TracedMeasure> trace(String metric) {
        return value(metric).trace();
    }

    /** The metric whose value is in a slot; null when there is something else in it. */
    MetricPlan metricIn(int slot) {
        return plans[slot];
    }

    /** Computes figures of groups. It is kept, because the groups of a metric and day come one after the other. */
    GroupFigures figures(MetricPlan metric, int asOf) {
        if (figures == null || !figures.isOf(metric, asOf)) {
            figures = new GroupFigures(frame.program, metric, frame.rates, asOf);
        }
        return figures;
    }

    Frame frame() {
        return frame;
    }
}

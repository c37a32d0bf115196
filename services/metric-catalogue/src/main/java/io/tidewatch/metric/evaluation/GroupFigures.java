package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.language.Band;
import io.tidewatch.metric.language.Mention;
import java.util.LinkedHashMap;
import java.util.Map;

/** Computes the formula of a metric over the measures of a group. */
final class GroupFigures {
    private final MetricPlan plan;
    private final Frame frame;
    private final Dictionary currencies = new Dictionary();
    private final Slot.OfMetric step;

    GroupFigures(Program program, MetricPlan plan, ExchangeRates rates, int asOf) {
        this.plan = plan;
        this.frame = new Frame(program, rates);
        frame.turnToGroup(currencies, asOf);
        this.step = (Slot.OfMetric) program.slotArray()[plan.slot()];
    }

    /** Whether it computes this metric for this day. */
    boolean isOf(MetricPlan metric, int asOf) {
        return metric == plan && frame.asOf == asOf;
    }

    /**
     * The figure of a share.
     *
     * @param label which records of the split measures count; null for all
     */
    Figure figure(
            SummedMeasures summed,
            CurrencyShare share,
            String label,
            String currency,
            int outside,
            int absent,
            Map<String, Integer> leftOut) {
        boolean overAccounts = plan.metric().syntax().overAccounts() != null;
        int code = currency.isEmpty() ? Amounts.NO_CURRENCY : currencies.add(currency);
        double value;
        String valueCurrency;
        Map<String, MeasureValue> measures = new LinkedHashMap<>();
        Map<String, MeasureValue> details = new LinkedHashMap<>();
        if (overAccounts) {
            value = Value.rounded(ofAccounts(share, label));
            valueCurrency = code == Amounts.NO_CURRENCY ? null : currency;
        } else {
            set(summed, share, label, code);
            frame.currency = Amounts.NO_CURRENCY;
            value = step.seen(plan.value().value(frame, -1));
            valueCurrency = step.money() ? frame.money.name(frame.currency) : null;
            plan.named().forEach(name -> measures.put(name, measure(name)));
            for (Mention detail : plan.metric().syntax().details()) {
                details.put(detail.name(), measure(detail.name()));
            }
        }
        MeasureValue result = MeasureValue.of(value, valueCurrency);
        return new Figure(
                label,
                result.state(),
                result.value(),
                result.currency(),
                measures,
                details,
                overAccounts ? null : part(plan.numerator()),
                overAccounts ? null : part(plan.denominator()),
                Value.isMissing(value) ? null : Band.of(plan.metric().syntax().bands(), value),
                share.members,
                outside,
                absent,
                leftOut);
    }

    private double ofAccounts(CurrencyShare share, String label) {
        Items values = share.values.get(label == null ? "" : label);
        if (values == null) {
            return Value.ABSENT;
        }
        return switch (plan.metric().syntax().overAccounts().name()) {
            case "mean" -> values.mean();
            case "median" -> values.median();
            default -> values.percentile(0.75);
        };
    }

    private void set(SummedMeasures summed, CurrencyShare share, String label, int currency) {
        MeasureSums split = label == null ? null : share.labels.get(label);
        for (int number = 0; number < summed.slots().length; number++) {
            boolean byLabel =
                    split != null && plan.splits().containsKey(summed.names().get(number));
            MeasureSums sums = byLabel ? split : share.whole;
            int slot = summed.slots()[number];
            frame.values[slot] = sums.value(number, summed.ways()[number]);
            frame.slotCurrencies[slot] = summed.money()[number] ? currency : Amounts.NO_CURRENCY;
        }
    }

    private MeasureValue measure(String name) {
        int slot = plan.measures().get(name);
        return MeasureValue.of(frame.values[slot], frame.money.name(frame.slotCurrencies[slot]));
    }

    private MeasureValue part(Node node) {
        if (node == null) {
            return null;
        }
        frame.currency = Amounts.NO_CURRENCY;
        double value = node.value(frame, -1);
        return MeasureValue.of(value, frame.money.name(frame.currency));
    }
}

package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.language.Mention;
import java.util.LinkedHashMap;
import java.util.List;
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

    /**
     * What a figure is made of.
     *
     * @param label null for all records
     */
    record Parts(
            List<String> names,
            int[] slots,
            MeasureSums.Way[] ways,
            boolean[] money,
            CurrencyShare share,
            String label) {}

    Figure figure(Parts parts, String currency, int outside, int absent, Map<String, Integer> leftOut) {
        boolean overAccounts = plan.metric().syntax().overAccounts() != null;
        int code = currency.isEmpty() ? Amounts.NO_CURRENCY : currencies.add(currency);
        double value;
        String valueCurrency;
        Map<String, MeasureValue> measures = new LinkedHashMap<>();
        Map<String, MeasureValue> details = new LinkedHashMap<>();
        if (overAccounts) {
            value = Value.rounded(ofAccounts(parts));
            valueCurrency = code == Amounts.NO_CURRENCY ? null : currency;
        } else {
            set(parts, code);
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
                parts.label(),
                result.state(),
                result.value(),
                result.currency(),
                measures,
                details,
                overAccounts ? null : part(plan.numerator()),
                overAccounts ? null : part(plan.denominator()),
                Value.isMissing(value) ? null : MetricValue.band(plan, value),
                parts.share().members,
                outside,
                absent,
                leftOut);
    }

    private double ofAccounts(Parts parts) {
        Items values = parts.share().values.get(parts.label() == null ? "" : parts.label());
        if (values == null) {
            return Value.ABSENT;
        }
        return switch (plan.metric().syntax().overAccounts().name()) {
            case "mean" -> values.mean();
            case "median" -> values.median();
            default -> values.percentile(0.75);
        };
    }

    private void set(Parts parts, int currency) {
        MeasureSums split = parts.label() == null ? null : parts.share().labels.get(parts.label());
        for (int number = 0; number < parts.slots().length; number++) {
            boolean byLabel =
                    split != null && plan.splits().containsKey(parts.names().get(number));
            MeasureSums sums = byLabel ? split : parts.share().whole;
            int slot = parts.slots()[number];
            frame.values[slot] = sums.value(number, parts.ways()[number]);
            frame.slotCurrencies[slot] = parts.money()[number] ? currency : Amounts.NO_CURRENCY;
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

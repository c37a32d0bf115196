package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.evaluation.MetricValue.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the accounts of a group together. Which accounts belong to it is for the caller to say; those that the metric is not about are
 * left out here. Of a formula over sums it keeps sums, however many accounts there are; medians and percentiles keep their items. For one thread.
 */
public final class FigureSum {
    /** The key of accounts whose amounts are nothing: they go with every currency. */
    private static final String NO_CURRENCY = "";

    private final Program program;
    private final MetricPlan plan;
    private final SummedMeasures measures;
    private final int[] slots;
    private final boolean[] money;
    private final Map<String, CurrencyShare> shares = new HashMap<>();
    private final Map<String, Integer> leftOut = new HashMap<>();
    private int outside;
    private int absent;

    /** What was asked last: an evaluation has one for all accounts. */
    private AccountValues of;

    private MetricValue value;

    /** What was added last, and its day; null for nothing. */
    private AccountValues added;

    private int asOf;

    /**
     * Of no account yet.
     *
     * @throws IllegalArgumentException for a metric that is not computed
     */
    public FigureSum(CompiledMetrics metrics, String metric) {
        this.program = metrics.program();
        this.plan = program.metrics().get(metric);
        if (plan == null) {
            throw new IllegalArgumentException("The metric '" + metric + "' is not computed");
        }
        this.measures = metrics.summed(plan);
        this.slots = measures.slots();
        this.money = measures.money();
    }

    /** The value of the metric among those of an account, without a search by name for each. */
    public MetricValue value(AccountValues account) {
        if (account != of) {
            of = account;
            value = account.value(plan.id());
        }
        return value;
    }

    /** Adds an account; its values must be those of the metrics that this was made with. */
    public void add(AccountValues account) {
        Frame frame = account.frame();
        remember(account);
        MetricValue value = value(account);
        double within = value.within();
        if (Value.isUnknown(within)) {
            leaveOut(reason(frame, plan.slot()));
        } else if (within != 1) {
            outside++;
        } else if (plan.metric().syntax().overAccounts() != null) {
            addValue(frame, value);
        } else {
            addMeasures(frame, true);
        }
    }

    /**
     * Adds records that belong to no account, for the figure of the whole portfolio. Only a metric with {@code population: everyone} counts
     * them, and only what it aggregates: they are not an account.
     *
     * @param records evaluated for a history that holds them alone
     */
    public void addWithoutAccount(AccountValues records) {
        if (plan.metric().syntax().everyone()) {
            remember(records);
            addMeasures(records.frame(), false);
        }
    }

    private void remember(AccountValues account) {
        added = account;
        asOf = account.frame().asOf;
    }

    private static String reason(Frame frame, int slot) {
        String reason = Reasons.of(frame, slot);
        return reason == null ? "A measure is not known." : reason;
    }

    private void leaveOut(String reason) {
        leftOut.merge(reason, 1, Integer::sum);
    }

    private void addValue(Frame frame, MetricValue value) {
        if (value.state() == State.UNKNOWN) {
            leaveOut(value.reason());
            return;
        }
        if (value.state() == State.ABSENT) {
            absent++;
        } else {
            CurrencyShare share = share(frame, frame.slotCurrencies[plan.slot()]);
            share.values("").add(value.value());
            share.members++;
        }
        value.byLabel().forEach((label, part) -> {
            // A label without a value has a figure, too: that there is none.
            Items values = share(frame, part.currency()).values(label);
            if (part.state() == State.KNOWN) {
                values.add(part.value());
            }
        });
    }

    private CurrencyShare share(Frame frame, int currency) {
        return share(frame, frame.money.name(currency));
    }

    private CurrencyShare share(Frame frame, String currency) {
        String key = currency == null ? NO_CURRENCY : currency;
        CurrencyShare share = shares.get(key);
        if (share == null) {
            share = new CurrencyShare(slots.length, currency == null ? 1 : frame.money.factorOf(currency));
            shares.put(key, share);
        }
        return share;
    }

    private void addMeasures(Frame frame, boolean member) {
        int common = Amounts.NO_CURRENCY;
        boolean mixed = false;
        for (int number = 0; number < slots.length; number++) {
            if (Value.isUnknown(frame.values[slots[number]])) {
                leaveOut(reason(frame, slots[number]));
                return;
            }
            int currency = frame.slotCurrencies[slots[number]];
            if (money[number] && currency != Amounts.NO_CURRENCY) {
                mixed |= common != Amounts.NO_CURRENCY && common != currency;
                common = currency;
            }
        }
        if (mixed && !haveRates(frame)) {
            leaveOut("There are amounts in several currencies, and a rate of exchange is missing.");
            return;
        }
        int target = mixed ? frame.money.reporting() : common;
        CurrencyShare share = share(frame, target);
        share.members += member ? 1 : 0;
        for (int number = 0; number < slots.length; number++) {
            if (member || program.slotArray()[slots[number]] instanceof Aggregates.Aggregate) {
                add(frame, share.whole, number, target);
            }
        }
        addLabels(frame, share, target);
    }

    private boolean haveRates(Frame frame) {
        for (int number = 0; number < slots.length; number++) {
            if (Value.isAbsent(factor(frame, number, frame.money.reporting()))) {
                return false;
            }
        }
        return true;
    }

    /** An amount of a label can have a currency of its own where that of all labels is converted. */
    private double factor(Frame frame, int number, int target) {
        int currency = frame.slotCurrencies[slots[number]];
        return money[number] && currency != target ? frame.money.factor(currency) : 1;
    }

    private void add(Frame frame, MeasureSums sums, int number, int target) {
        double factor = factor(frame, number, target);
        MeasureSums.Way way = measures.ways()[number];
        sums.add(frame, number, slots[number], way, factor);
        if (way == MeasureSums.Way.MEDIAN) {
            Aggregates.Aggregate aggregate = (Aggregates.Aggregate) program.slotArray()[slots[number]];
            int count = aggregate.select(frame, new Note());
            if (count > 0) {
                sums.addItems(frame, number, aggregate.reduction().gather(frame, count, new Note()), factor);
            }
        }
    }

    private void addLabels(Frame frame, CurrencyShare share, int target) {
        if (plan.splits().isEmpty()) {
            return;
        }
        Labels.of(frame, plan).forEach((label, parts) -> {
            MeasureSums sums = share.label(label);
            parts.exchange(frame);
            for (int number = 0; number < slots.length; number++) {
                if (plan.splits().containsKey(measures.names().get(number))) {
                    double factor = factor(frame, number, target);
                    MeasureSums.Way way = measures.ways()[number];
                    sums.add(frame, number, slots[number], way, factor);
                    if (way == MeasureSums.Way.MEDIAN) {
                        int count = parts.gather(frame, slots[number]);
                        sums.addItems(frame, number, count, factor);
                    }
                }
            }
            parts.exchange(frame);
        });
    }

    /**
     * The figure of the accounts added so far: one of all records, and one for each label of a metric with {@code by}. Money of several
     * currencies is converted with the rates of the as-of day; where one is missing, there are figures for each currency.
     */
    public List<Figure> figures() {
        GroupFigures group =
                added == null ? new GroupFigures(program, plan, ExchangeRates.NONE, 0) : added.figures(plan, asOf);
        List<Figure> figures = new ArrayList<>();
        together().forEach((currency, share) -> {
            Set<String> labels = new LinkedHashSet<>();
            labels.add(null);
            labels.addAll(share.labels.keySet());
            share.values.keySet().stream().filter(label -> !label.isEmpty()).forEach(labels::add);
            for (String label : labels) {
                figures.add(group.figure(measures, share, label, currency, outside, absent, leftOut));
            }
        });
        return figures;
    }

    /** The shares that make one figure each, by currency. */
    private Map<String, CurrencyShare> together() {
        CurrencyShare none = shares.getOrDefault(NO_CURRENCY, new CurrencyShare(slots.length, 1));
        Map<String, CurrencyShare> amounts = new TreeMap<>(shares);
        amounts.remove(NO_CURRENCY);
        boolean convert =
                amounts.size() > 1 && amounts.values().stream().noneMatch(share -> Value.isAbsent(share.factor));
        Map<String, CurrencyShare> together = new TreeMap<>();
        if (amounts.isEmpty()) {
            together.put(NO_CURRENCY, none);
        } else if (convert) {
            CurrencyShare all = new CurrencyShare(slots.length, 1);
            all.add(none, measures, 1);
            amounts.values().forEach(share -> all.add(share, measures, share.factor));
            together.put(added.frame().rates.reportingCurrency(), all);
        } else {
            amounts.forEach((currency, share) -> {
                CurrencyShare all = new CurrencyShare(slots.length, 1);
                all.add(none, measures, 1);
                all.add(share, measures, 1);
                together.put(currency, all);
            });
        }
        return together;
    }
}

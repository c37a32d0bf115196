package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.language.Band;
import io.tidewatch.metric.language.Mention;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The value of a metric for one account, and what explains it; valid until the evaluation turns to the next account or day. */
public final class MetricValue {
    private final Frame frame;
    private final MetricPlan plan;

    MetricValue(Frame frame, MetricPlan plan) {
        this.frame = frame;
        this.plan = plan;
    }

    /** Whether there is a value. */
    public enum State {
        /** There is. */
        KNOWN,
        /** The data cover what is asked, and there is none. */
        ABSENT,
        /** The data do not cover what is asked. */
        UNKNOWN,
        /** The account is not among those that the metric is about. */
        OUTSIDE;

        static State of(double value) {
            return Value.isUnknown(value) ? UNKNOWN : Value.isAbsent(value) ? ABSENT : KNOWN;
        }
    }

    /**
     * What an input adds to a score.
     *
     * @param input the measure or metric
     * @param value in units as people see them
     * @param points from 0 to 100; NaN without a value
     */
    public record Contribution(String input, MeasureValue value, double points, double weight) {}

    /**
     * How a score came about.
     *
     * @param coverage how many percent of the weights have a value
     * @param contributions of all inputs with a weight, in the order of the definition
     */
    public record ScoreParts(double coverage, List<Contribution> contributions) {
        public ScoreParts {
            contributions = List.copyOf(contributions);
        }
    }

    /**
     * The days that an aggregate looked at.
     *
     * @param measure its name
     * @param kind the kind of record
     * @param from first day; null for no bound
     * @param through last day; null for no bound
     */
    public record LookedAt(String measure, String kind, LocalDate from, LocalDate through) {}

    /** The id of the metric. */
    public String metric() {
        return plan.id();
    }

    /** Whether there is a value. A metric with {@code level: GROUP} has none of an account: it is ABSENT. */
    public State state() {
        if (plan.metric().syntax().group()) {
            return State.ABSENT;
        }
        double within = within();
        return within == 1
                ? State.of(frame.values[plan.slot()])
                : Value.isUnknown(within) ? State.UNKNOWN : State.OUTSIDE;
    }

    /** Whether the account is among those that the metric is about: 1, or 0, or without a value. */
    double within() {
        return plan.population() == null ? 1 : plan.population().value(frame, -1);
    }

    /** The value as people see it, a PERCENT as 85 for 85 %, money in minor units, with 12 significant digits; NaN unless it is known. */
    public double value() {
        return state() == State.KNOWN ? frame.values[plan.slot()] : Double.NaN;
    }

    /** ISO 4217 code of an amount; null for everything else, and for an amount of nothing. */
    public String currency() {
        return state() == State.KNOWN ? frame.money.name(frame.slotCurrencies[plan.slot()]) : null;
    }

    /** Why there is no value, as a sentence; null when there is one. */
    public String reason() {
        return switch (state()) {
            case KNOWN -> null;
            case OUTSIDE ->
                "The metric is not about this account: '"
                        + plan.metric().syntax().population().text() + "' does not hold.";
            case ABSENT, UNKNOWN -> Reasons.of(frame, plan);
        };
    }

    /**
     * The last day through which every source that is read is complete; null where nothing bounds it, or where a kind that the
     * value needs has none. A value that is known without a kind needs no source of it.
     */
    public LocalDate coveredThrough() {
        boolean known = state() == State.KNOWN;
        int through = Integer.MAX_VALUE;
        for (int kind : plan.kinds()) {
            CoveredDays days = frame.covered[kind];
            boolean spared = known && days.problem() != null;
            if (!frame.program.kinds().get(kind).holds() && !spared) {
                through = Math.min(through, days.through());
            }
        }
        return through == Integer.MAX_VALUE || through == Integer.MIN_VALUE ? null : LocalDate.ofEpochDay(through);
    }

    /** The measures that the formula names, in its order. */
    public Map<String, MeasureValue> measures() {
        Map<String, MeasureValue> measures = new LinkedHashMap<>();
        plan.named().forEach(name -> measures.put(name, measure(name)));
        return measures;
    }

    /** The measures that are shown beside the value. */
    public Map<String, MeasureValue> details() {
        Map<String, MeasureValue> details = new LinkedHashMap<>();
        for (Mention detail : plan.metric().syntax().details()) {
            details.put(detail.name(), measure(detail.name()));
        }
        return details;
    }

    private MeasureValue measure(String name) {
        int slot = plan.measures().get(name);
        return MeasureValue.of(frame.values[slot], frame.money.name(frame.slotCurrencies[slot]));
    }

    /** The left side of the formula where its root is a division; null otherwise. */
    public MeasureValue numerator() {
        return part(plan.numerator());
    }

    /** The right side of the formula where its root is a division; null otherwise. */
    public MeasureValue denominator() {
        return part(plan.denominator());
    }

    private MeasureValue part(Node node) {
        if (node == null) {
            return null;
        }
        frame.currency = Amounts.NO_CURRENCY;
        double value = node.value(frame, -1);
        return MeasureValue.of(value, frame.money.name(frame.currency));
    }

    /** The band that the value lies in; null without bands, or without a value. */
    public String band() {
        return state() == State.KNOWN ? Band.of(plan.metric().syntax().bands(), frame.values[plan.slot()]) : null;
    }

    /** How the score came about; null for a metric without one of its own. */
    public ScoreParts score() {
        for (int slot : plan.measures().values()) {
            if (frame.program.slotArray()[slot] instanceof Score score) {
                List<Contribution> contributions = new ArrayList<>();
                for (Score.Input input : score.inputs()) {
                    double weight = frame.amounts[input.weight()];
                    if (weight > 0) {
                        double value = input.value().value(frame, -1);
                        String currency = frame.money.name(frame.slotCurrencies[input.slot()]);
                        double points = Value.isMissing(value) ? Double.NaN : input.points(value);
                        contributions.add(
                                new Contribution(input.name(), MeasureValue.of(value, currency), points, weight));
                    }
                }
                return new ScoreParts(score.coverage(frame), contributions);
            }
        }
        return null;
    }

    List<TracedMeasure> trace() {
        return Trace.of(frame, plan);
    }

    /** The days that the aggregates of the metric itself looked at, by measure. */
    public List<LookedAt> windows() {
        List<LookedAt> windows = new ArrayList<>();
        plan.measures().forEach((name, slot) -> {
            RecordChoice choice = Labels.choiceOf(frame, frame.program.slotArray()[slot]);
            if (choice != null && choice.open(frame, -1, new Note()) != RecordChoice.NO_WINDOW) {
                windows.add(lookedAt(name, choice));
            }
        });
        return windows;
    }

    private LookedAt lookedAt(String measure, RecordChoice choice) {
        String kind = frame.program.kinds().get(choice.kind()).name();
        if (choice.window() == null || choice.ownWindow()) {
            LocalDate day = LocalDate.ofEpochDay(frame.readingDays[choice.reading()]);
            return new LookedAt(measure, kind, choice.ownWindow() ? null : day, day);
        }
        long unit = choice.moment() ? Fields.DAY : 1;
        return new LookedAt(
                measure,
                kind,
                WindowPlan.day(Math.floorDiv(frame.windowFrom, unit)),
                WindowPlan.day(Math.floorDiv(frame.windowThrough, unit)));
    }

    /** The value for each label of the measures that are split, in the order of the labels; empty for a metric without {@code by}, and where nothing is known. */
    public Map<String, MeasureValue> byLabel() {
        State state = state();
        if (plan.splits().isEmpty() || state == State.UNKNOWN || state == State.OUTSIDE) {
            return Map.of();
        }
        Map<String, MeasureValue> byLabel = new LinkedHashMap<>();
        Labels.of(frame, plan).forEach((label, parts) -> byLabel.put(label, parts.value(frame, plan)));
        return byLabel;
    }
}

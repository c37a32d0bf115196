package io.tidewatch.metric.evaluation;

import java.util.List;

/**
 * The weighted mean of what several inputs reach on their scales.
 *
 * @param minimumCoverage percent of the weights that must have a value; 0 for any
 */
record Score(List<Input> inputs, int minimumCoverage) implements Slot {
    /**
     * One input.
     *
     * @param name the measure or metric
     * @param value its value in units as people write them
     * @param weight number of the amount, see {@link Frame#amounts}
     */
    record Input(String name, int slot, Node value, double atNothing, double atAll, int weight) {
        /** Points from 0 to 100 for a value. */
        double points(double value) {
            return 100 * Math.clamp((value - atNothing) / (atAll - atNothing), 0, 1);
        }
    }

    @Override
    public void compute(Frame frame, int slot) {
        double points = 0;
        double weights = 0;
        double all = 0;
        boolean unknown = false;
        for (int number = 0; number < inputs.size(); number++) {
            Input input = inputs.get(number);
            double weight = frame.amounts[input.weight()];
            if (weight <= 0) {
                continue;
            }
            all += weight;
            double value = input.value().value(frame, -1);
            if (Value.isMissing(value)) {
                unknown |= Value.isUnknown(value);
            } else {
                weights += weight;
                points += weight * input.points(value);
            }
        }
        boolean enough = weights > 0 && 100 * weights / all >= minimumCoverage;
        frame.values[slot] = enough ? points / weights : unknown ? Value.UNKNOWN : Value.ABSENT;
        frame.slotCurrencies[slot] = Amounts.NO_CURRENCY;
    }

    /** How many percent of the weights have a value. */
    double coverage(Frame frame) {
        double weights = 0;
        double all = 0;
        for (Input input : inputs) {
            double weight = Math.max(0, frame.amounts[input.weight()]);
            all += weight;
            weights += Value.isMissing(input.value().value(frame, -1)) ? 0 : weight;
        }
        return all == 0 ? 0 : 100 * weights / all;
    }
}

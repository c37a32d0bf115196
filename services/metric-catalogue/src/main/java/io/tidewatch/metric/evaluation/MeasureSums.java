package io.tidewatch.metric.evaluation;

/** Measures of several accounts in one currency: sums, of means also the numbers, of medians the items. */
final class MeasureSums {
    private final double[] sums;
    /** Null where no measure is a mean, and where none is a median: there are many sums. */
    private long[] numbers;

    private Items[] items;

    MeasureSums(int measures) {
        sums = new double[measures];
    }

    /** How a measure of accounts becomes one of a group. */
    enum Way {
        SUM,
        /** Sum and number, so that every record counts the same. */
        MEAN,
        MEDIAN;

        static Way of(Slot slot) {
            // The blocks of days are the same for all accounts, so that their means add up.
            boolean weeks = slot instanceof Aggregates.OverSubjects subjects
                    && subjects.reduction().kind() < 0;
            if (!(slot instanceof Aggregates.Aggregate aggregate)) {
                return SUM;
            }
            return switch (aggregate.reduction().function()) {
                case MEAN -> weeks ? SUM : MEAN;
                case MEDIAN -> MEDIAN;
                default -> SUM;
            };
        }
    }

    /**
     * Adds the measure of an account as the frame has it; an absent one adds nothing.
     *
     * @param number place of the measure here
     * @param factor for another currency, else 1
     */
    void add(Frame frame, int number, int slot, Way way, double factor) {
        if (Value.isMissing(frame.values[slot])) {
            return;
        }
        if (way == Way.MEAN) {
            sums[number] += frame.sums[slot] * factor;
            count(number, frame.numbers[slot]);
        } else if (way == Way.SUM) {
            sums[number] += frame.values[slot] * factor;
        }
    }

    /** Adds the items of the median that {@link Reduction#gather} left in the frame. */
    void addItems(Frame frame, int number, int count, double factor) {
        for (int at = 0; at < count; at++) {
            items(number).add(frame.scratch.values[at] * factor);
        }
    }

    private void count(int number, long more) {
        if (numbers == null) {
            numbers = new long[sums.length];
        }
        numbers[number] += more;
    }

    private Items items(int number) {
        if (items == null) {
            items = new Items[sums.length];
        }
        if (items[number] == null) {
            items[number] = new Items();
        }
        return items[number];
    }

    /** Adds other sums, with a factor for those that are money. */
    void add(MeasureSums others, boolean[] money, double factor) {
        for (int number = 0; number < sums.length; number++) {
            double by = money[number] ? factor : 1;
            sums[number] += others.sums[number] * by;
            if (others.numbers != null) {
                count(number, others.numbers[number]);
            }
            if (others.items != null && others.items[number] != null) {
                items(number).addAll(others.items[number], by);
            }
        }
    }

    /** The measure of the group. */
    double value(int number, Way way) {
        return switch (way) {
            case SUM -> sums[number];
            case MEAN -> numbers == null || numbers[number] == 0 ? Value.ABSENT : sums[number] / numbers[number];
            case MEDIAN -> items == null || items[number] == null ? Value.ABSENT : items[number].median();
        };
    }
}

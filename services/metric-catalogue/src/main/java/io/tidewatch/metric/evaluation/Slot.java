package io.tidewatch.metric.evaluation;

/** One step of a {@link Program}: computes a value of the account, or prepares subjects for steps that follow. */
interface Slot {
    /** Computes it; what it reads is computed already. */
    void compute(Frame frame, int slot);

    /** A measure that is an expression. */
    record Computed(Node node, boolean money) implements Slot {
        @Override
        public void compute(Frame frame, int slot) {
            frame.values[slot] = node.value(frame, -1);
            frame.slotCurrencies[slot] = money ? frame.currency : Amounts.NO_CURRENCY;
        }
    }

    /**
     * The value of a metric, as people see it.
     *
     * @param population which accounts it is about; null for all
     * @param factor 100 for a PERCENT
     */
    record OfMetric(Node node, Node population, double factor, boolean money) implements Slot {
        @Override
        public void compute(Frame frame, int slot) {
            frame.slotCurrencies[slot] = Amounts.NO_CURRENCY;
            double within = population == null ? 1 : population.value(frame, -1);
            if (within != 1) {
                frame.values[slot] = Value.isUnknown(within) ? within : Value.ABSENT;
                return;
            }
            frame.values[slot] = seen(node.value(frame, -1));
            if (money) {
                frame.slotCurrencies[slot] = frame.currency;
            }
        }

        /** A result of the formula as people see it. */
        double seen(double value) {
            return Value.isMissing(value) ? value : Value.rounded(Value.finite(value * factor));
        }
    }
}

package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.Expression.Comparison.Relation;
import java.util.List;

/** Calculations with money. Two currencies that meet are converted into the reporting currency. */
final class Amounts {
    /** The currency of an amount of nothing, which goes with every other. */
    static final int NO_CURRENCY = -1;

    private Amounts() {}

    /** A 0 that stands for an amount. */
    record Zero() implements Node {
        @Override
        public double value(Frame frame, int row) {
            frame.currency = NO_CURRENCY;
            return 0;
        }
    }

    record Sum(Node left, Node right, boolean minus) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double missing = frame.meet(left, right, row);
            return Value.isMissing(missing)
                    ? missing
                    : Value.finite(minus ? frame.left - frame.right : frame.left + frame.right);
        }
    }

    record Quotient(Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double missing = frame.meet(left, right, row);
            if (Value.isMissing(missing)) {
                return missing;
            }
            return frame.right == 0 ? Value.ABSENT : Value.finite(frame.left / frame.right);
        }
    }

    record Compared(Relation relation, Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double missing = frame.meet(left, right, row);
            return Value.isMissing(missing) ? missing : Value.of(Conditions.holds(relation, frame.left, frame.right));
        }
    }

    /** The least operand that has a value. */
    record Least(List<Node> operands) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double least = Value.ABSENT;
            int currency = NO_CURRENCY;
            for (int number = 0; number < operands.size(); number++) {
                double value = operands.get(number).value(frame, row);
                if (Value.isUnknown(value)) {
                    return value;
                }
                if (Value.isAbsent(value)) {
                    continue;
                }
                if (Value.isAbsent(least)) {
                    least = value;
                    currency = frame.currency;
                } else if (!frame.settle(least, currency, value, frame.currency)) {
                    return Value.UNKNOWN;
                } else {
                    least = Math.min(frame.left, frame.right);
                    currency = frame.currency;
                }
            }
            frame.currency = currency;
            return least;
        }
    }

    /** An amount in units as people write them, such as dollars and not cents. */
    record Units(Node amount) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = amount.value(frame, row);
            return Value.isMissing(value) ? value : value / frame.money.minorUnits(frame.currency);
        }
    }
}

package io.tidewatch.metric.evaluation;

import java.util.List;

/** Calculations with plain numbers, days and hours. */
final class Numbers {
    private Numbers() {}

    record Constant(double value) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return value;
        }
    }

    /** A parameter that is a number, as the account's business model has it. */
    record Parameter(int amount) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return frame.amounts[amount];
        }
    }

    /** A text in quotes. */
    record Text(int literal) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return frame.literals[literal];
        }
    }

    record Minus(Node operand) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = operand.value(frame, row);
            return Value.isMissing(value) ? value : -value;
        }
    }

    record Plus(Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double a = left.value(frame, row);
            double b = right.value(frame, row);
            return Value.isMissing(a) || Value.isMissing(b) ? Value.missing(a, b) : Value.finite(a + b);
        }
    }

    record Difference(Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double a = left.value(frame, row);
            double b = right.value(frame, row);
            return Value.isMissing(a) || Value.isMissing(b) ? Value.missing(a, b) : Value.finite(a - b);
        }
    }

    /** Money may be on the right: its currency is the one that is left. */
    record Times(Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double a = left.value(frame, row);
            double b = right.value(frame, row);
            return Value.isMissing(a) || Value.isMissing(b) ? Value.missing(a, b) : Value.finite(a * b);
        }
    }

    /** Absent where the divisor is 0. Money may be on the left: it is computed last. */
    record Quotient(Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double b = right.value(frame, row);
            double a = left.value(frame, row);
            if (Value.isMissing(a) || Value.isMissing(b)) {
                return Value.missing(a, b);
            }
            return b == 0 ? Value.ABSENT : Value.finite(a / b);
        }
    }

    /** The least operand that has a value. */
    record Least(List<Node> operands) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double least = Value.ABSENT;
            for (int number = 0; number < operands.size(); number++) {
                double value = operands.get(number).value(frame, row);
                if (Value.isUnknown(value)) {
                    return value;
                }
                if (!Value.isAbsent(value) && !(least <= value)) {
                    least = value;
                }
            }
            return least;
        }
    }

    /** Days from a day to the as-of day. */
    record DaysSince(Node day) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = day.value(frame, row);
            return Value.isMissing(value) ? value : frame.asOf - value;
        }
    }

    /** Hours between two moments, with fractions. */
    record Hours(Node from, Node to) implements Node {
        private static final double HOUR = 3_600_000_000d;

        @Override
        public double value(Frame frame, int row) {
            double a = from.value(frame, row);
            double b = to.value(frame, row);
            return Value.isMissing(a) || Value.isMissing(b) ? Value.missing(a, b) : (b - a) / HOUR;
        }
    }
}

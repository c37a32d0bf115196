package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.language.Expression.Comparison.Relation;

/**
 * Conditions of three values, and what depends on them. In the formula of a group a measure that is a condition is a number of accounts:
 * above 0 it is true.
 */
final class Conditions {
    private Conditions() {}

    record Compared(Relation relation, Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double a = left.value(frame, row);
            double b = right.value(frame, row);
            return Value.isMissing(a) || Value.isMissing(b) ? Value.missing(a, b) : Value.of(holds(relation, a, b));
        }

        @Override
        public long truths(Frame frame, int from, int to) {
            boolean one = right instanceof Numbers.Constant || right instanceof Numbers.Text;
            if (!one || !(left instanceof Fields.Whole field)) {
                return Node.super.truths(frame, from, to);
            }
            double bound = right.value(frame, from);
            long[] values = frame.longs[field.column()];
            long found = 0;
            for (int row = from; row < to; row++) {
                if (values[row] != Column.MISSING && holds(relation, values[row], bound)) {
                    found |= 1L << row;
                }
            }
            return found;
        }
    }

    static boolean holds(Relation relation, double a, double b) {
        return switch (relation) {
            case LESS -> a < b;
            case AT_MOST -> a <= b;
            case MORE -> a > b;
            case AT_LEAST -> a >= b;
            case EQUAL -> a == b;
            case DIFFERENT -> a != b;
        };
    }

    /** Whether a value is in a list, as the account's business model has it. */
    record In(Node operand, int list, boolean negated) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = operand.value(frame, row);
            if (Value.isMissing(value)) {
                return value;
            }
            for (double item : frame.listed[list]) {
                if (item == value) {
                    return negated ? 0 : 1;
                }
            }
            return negated ? 1 : 0;
        }

        @Override
        public long truths(Frame frame, int from, int to) {
            if (!(operand instanceof Fields.Whole field)) {
                return Node.super.truths(frame, from, to);
            }
            long[] values = frame.longs[field.column()];
            long there = 0;
            long found = 0;
            for (int row = from; row < to; row++) {
                there |= values[row] == Column.MISSING ? 0 : 1L << row;
            }
            for (double item : frame.listed[list]) {
                for (int row = from; row < to; row++) {
                    found |= values[row] == item ? 1L << row : 0;
                }
            }
            return there & (negated ? ~found : found);
        }
    }

    /** Whether one of several words is this one. */
    record Has(Node words, int word) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = words.value(frame, row);
            if (Value.isMissing(value)) {
                return value;
            }
            for (int item : frame.list) {
                if (item == word) {
                    return 1;
                }
            }
            return 0;
        }
    }

    record Missing(Node operand, boolean negated) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = operand.value(frame, row);
            return Value.isUnknown(value) ? value : Value.of(Value.isAbsent(value) != negated);
        }
    }

    record Unknown(Node operand, boolean negated) implements Node {
        @Override
        public double value(Frame frame, int row) {
            return Value.of(Value.isUnknown(operand.value(frame, row)) != negated);
        }
    }

    record Not(Node operand) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = operand.value(frame, row);
            return Value.isMissing(value) ? value : Value.of(value == 0);
        }
    }

    record And(Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double a = left.value(frame, row);
            if (a == 0) {
                return 0;
            }
            double b = right.value(frame, row);
            if (b == 0) {
                return 0;
            }
            return Value.isMissing(a) || Value.isMissing(b) ? Value.missing(a, b) : 1;
        }
    }

    record Or(Node left, Node right) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double a = left.value(frame, row);
            if (a > 0) {
                return 1;
            }
            double b = right.value(frame, row);
            if (b > 0) {
                return 1;
            }
            return Value.isMissing(a) || Value.isMissing(b) ? Value.missing(a, b) : 0;
        }
    }

    /** Absent unless the condition is true; unknown where that is. */
    record When(Node operand, Node condition) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double met = condition.value(frame, row);
            return met > 0 ? operand.value(frame, row) : Value.isUnknown(met) ? met : Value.ABSENT;
        }
    }

    /** The fallback where the operand is absent. */
    record Else(Node operand, Node fallback) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = operand.value(frame, row);
            return Value.isAbsent(value) ? fallback.value(frame, row) : value;
        }
    }

    /** A word of one list as one of another; -1 where the other has none of that name. */
    record WordOf(Node word, java.util.List<Integer> places) implements Node {
        @Override
        public double value(Frame frame, int row) {
            double value = word.value(frame, row);
            if (Value.isMissing(value)) {
                return value;
            }
            return value < places.size() ? places.get((int) value) : -1;
        }
    }
}

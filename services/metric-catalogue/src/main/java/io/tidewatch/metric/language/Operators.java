package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Expression.Arithmetic.Operator;
import io.tidewatch.metric.language.Type.Sort;

/** Which types go together, and what they yield. Null means that they do not. */
final class Operators {
    private Operators() {}

    static Type arithmetic(Operator operator, Type left, Type right) {
        if (!left.isNumeric() || !right.isNumeric()) {
            return null;
        }
        if (left.isUnknown() || right.isUnknown()) {
            return Type.UNKNOWN;
        }
        return switch (operator) {
            case PLUS, MINUS -> sum(left, right);
            case TIMES -> product(left, right);
            case DIVIDED_BY -> quotient(left, right);
        };
    }

    private static Type sum(Type left, Type right) {
        if (left.isPlain() && right.isPlain()) {
            return left.is(Sort.SHARE) || right.is(Sort.SHARE) ? Type.SHARE : Type.NUMBER;
        }
        if (left.sort() == right.sort()) {
            return left;
        }
        // Days and one more: the 1 is a day. Money and one more is not money.
        boolean money = left.is(Sort.MONEY) || right.is(Sort.MONEY);
        if (money || !left.isPlain() && !right.isPlain()) {
            return null;
        }
        return left.isPlain() ? right : left;
    }

    private static Type product(Type left, Type right) {
        if (left.isPlain() && right.isPlain()) {
            return left.is(Sort.SHARE) || right.is(Sort.SHARE) ? Type.SHARE : Type.NUMBER;
        }
        if (left.is(Sort.MONEY) || right.is(Sort.MONEY)) {
            return left.sort() == right.sort() ? null : Type.of(Sort.MONEY);
        }
        if (!left.isPlain() && !right.isPlain()) {
            return null;
        }
        return left.isPlain() ? right : left;
    }

    private static Type quotient(Type left, Type right) {
        if (left.isPlain() && right.isPlain() || left.sort() == right.sort()) {
            return Type.SHARE;
        }
        if (right.is(Sort.MONEY)) {
            return null;
        }
        if (left.is(Sort.MONEY) || right.isPlain()) {
            return left;
        }
        return left.isPlain() ? Type.NUMBER : null;
    }

    /** Whether two values can be compared. */
    static boolean comparable(Type left, Type right, boolean ordered) {
        if (left.isUnknown() || right.isUnknown()) {
            return true;
        }
        if (left.isTime() && right.isTime()) {
            return true;
        }
        if (left.isNumeric() && right.isNumeric()) {
            return left.sort() == right.sort() && !(ordered && left.is(Sort.CONDITION))
                    || left.isPlain() && right.isPlain() && !left.is(Sort.CONDITION) && !right.is(Sort.CONDITION)
                    || left.isPlain() != right.isPlain();
        }
        boolean same = left.sort() == right.sort() && java.util.Objects.equals(left.target(), right.target());
        return same && !ordered && !left.is(Sort.WORDS) && !left.is(Sort.REFERENCES);
    }

    /** The type of a value that is one or the other. */
    static Type either(Type left, Type right) {
        if (left.isUnknown() || right.isUnknown()) {
            return Type.UNKNOWN;
        }
        if (left.equals(right)) {
            return left;
        }
        if (left.isTime() && right.isTime()) {
            return Type.DATE;
        }
        if (!left.isNumeric() || !right.isNumeric()) {
            return null;
        }
        boolean money = left.is(Sort.MONEY) || right.is(Sort.MONEY);
        return money ? null : sum(left, right);
    }
}

package io.tidewatch.metric.language;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * The syntax tree of an expression or condition, without types; {@link Parser} has the grammar. {@code at} is the position
 * of the node's first character, or of its operator, in the text, from 1.
 */
public sealed interface Expression {
    /** Position in the text of the expression, from 1. */
    int at();

    /** A number as it is written, never negative. */
    record Number(BigDecimal value, int at) implements Expression, Literal {
        public Number {
            Objects.requireNonNull(value, "value");
        }
    }

    /** A text in double quotes. */
    record Text(String value, int at) implements Expression, Literal {}

    /** A word of a closed list, such as {@code AT_RISK}. */
    record Word(String value, int at) implements Expression, Literal {}

    /** What stands in a list after {@code in}. */
    sealed interface Literal permits Number, Text, Word {
        /** Position in the text of the expression, from 1. */
        int at();
    }

    /**
     * A field, a measure, {@code asOf}, a field of the account ({@code account.segment}), a field along a reference
     * ({@code user.role}) or a bucket of a day ({@code day.week}).
     *
     * @param path the names between the dots, at least one
     */
    record Name(List<String> path, int at) implements Expression {
        public Name {
            path = List.copyOf(path);
        }

        /** The name with its dots. */
        public String full() {
            return String.join(".", path);
        }
    }

    /** {@code $name}. */
    record Parameter(String name, int at) implements Expression {}

    /** {@code -operand}. */
    record Minus(Expression operand, int at) implements Expression {}

    /** {@code left + right} and the like. */
    record Arithmetic(Operator operator, Expression left, Expression right, int at) implements Expression {
        /** What is done with the two. */
        public enum Operator {
            PLUS("+"),
            MINUS("-"),
            TIMES("*"),
            DIVIDED_BY("/");

            private final String sign;

            Operator(String sign) {
                this.sign = sign;
            }

            /** As it is written. */
            public String sign() {
                return sign;
            }
        }
    }

    /** {@code left < right} and the like. */
    record Comparison(Relation relation, Expression left, Expression right, int at) implements Expression {
        /** How the two are compared. */
        public enum Relation {
            LESS("<"),
            AT_MOST("<="),
            MORE(">"),
            AT_LEAST(">="),
            EQUAL("=="),
            DIFFERENT("!=");

            private final String sign;

            Relation(String sign) {
                this.sign = sign;
            }

            /** As it is written. */
            public String sign() {
                return sign;
            }

            /** Whether the operands need an order. */
            boolean ordered() {
                return this != EQUAL && this != DIFFERENT;
            }
        }
    }

    /** {@code operand in (A, B)} or {@code operand not in (A, B)}. */
    record InList(Expression operand, List<Literal> items, boolean negated, int at) implements Expression {
        public InList {
            items = List.copyOf(items);
        }
    }

    /** {@code operand in $list} or {@code operand not in $list}. */
    record InParameter(Expression operand, Parameter list, boolean negated, int at) implements Expression {}

    /** {@code operand has WORD}: one of several words of a record. */
    record Has(Expression operand, Word word, int at) implements Expression {}

    /** {@code operand is missing} or {@code operand is not missing}. */
    record Missing(Expression operand, boolean negated, int at) implements Expression {}

    /** {@code operand is unknown} or {@code operand is not unknown}: whether the data cover it. Never unknown itself. */
    record Unknown(Expression operand, boolean negated, int at) implements Expression {}

    /** {@code not operand}. */
    record Not(Expression operand, int at) implements Expression {}

    /** {@code left and right}. */
    record And(Expression left, Expression right, int at) implements Expression {}

    /** {@code left or right}. */
    record Or(Expression left, Expression right, int at) implements Expression {}

    /** {@code days(a, b)} and the like; which functions there are is for the checker to say. */
    record Call(String function, List<Expression> arguments, int at) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code operand when condition}: absent unless the condition holds. */
    record When(Expression operand, Expression condition, int at) implements Expression {}

    /** {@code operand else fallback}: the fallback where the operand is absent, never where it is unknown. */
    record Else(Expression operand, Expression fallback, int at) implements Expression {}

    /** The parts of a node, from left to right. The items of a list do not belong to them. */
    default List<Expression> parts() {
        return switch (this) {
            case Number number -> List.of();
            case Text text -> List.of();
            case Word word -> List.of();
            case Name name -> List.of();
            case Parameter parameter -> List.of();
            case Minus(Expression operand, int at) -> List.of(operand);
            case Arithmetic(Arithmetic.Operator operator, Expression left, Expression right, int at) ->
                List.of(left, right);
            case Comparison(Comparison.Relation relation, Expression left, Expression right, int at) ->
                List.of(left, right);
            case InList(Expression operand, List<Literal> items, boolean negated, int at) -> List.of(operand);
            case InParameter(Expression operand, Parameter list, boolean negated, int at) -> List.of(operand, list);
            case Has(Expression operand, Word word, int at) -> List.of(operand, word);
            case Missing(Expression operand, boolean negated, int at) -> List.of(operand);
            case Unknown(Expression operand, boolean negated, int at) -> List.of(operand);
            case Not(Expression operand, int at) -> List.of(operand);
            case And(Expression left, Expression right, int at) -> List.of(left, right);
            case Or(Expression left, Expression right, int at) -> List.of(left, right);
            case Call(String function, List<Expression> arguments, int at) -> arguments;
            case When(Expression operand, Expression condition, int at) -> List.of(operand, condition);
            case Else(Expression operand, Expression fallback, int at) -> List.of(operand, fallback);
        };
    }
}

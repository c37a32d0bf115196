package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Expression.Literal;
import java.util.stream.Collectors;

/**
 * An expression in one spelling: single spaces, and brackets around every operation that is part of another one. Two
 * expressions with the same text mean the same.
 */
public final class ExpressionText {
    private ExpressionText() {}

    /** The text of an expression. */
    public static String of(Expression node) {
        return switch (node) {
            case Literal literal -> literal(literal);
            case Expression.Name name -> name.full();
            case Expression.Parameter parameter -> "$" + parameter.name();
            case Expression.Minus minus -> "-" + part(minus.operand());
            case Expression.Arithmetic sum ->
                part(sum.left()) + " " + sum.operator().sign() + " " + part(sum.right());
            case Expression.Comparison comparison ->
                part(comparison.left()) + " " + comparison.relation().sign() + " " + part(comparison.right());
            case Expression.InList list ->
                part(list.operand())
                        + in(list.negated())
                        + list.items().stream()
                                .map(ExpressionText::literal)
                                .collect(Collectors.joining(", ", "(", ")"));
            case Expression.InParameter list ->
                part(list.operand()) + in(list.negated()) + "$" + list.list().name();
            case Expression.Has has ->
                part(has.operand()) + " has " + has.word().value();
            case Expression.Missing missing ->
                part(missing.operand()) + (missing.negated() ? " is not missing" : " is missing");
            case Expression.Unknown unknown ->
                part(unknown.operand()) + (unknown.negated() ? " is not unknown" : " is unknown");
            case Expression.Not not -> "not " + part(not.operand());
            case Expression.And and -> part(and.left()) + " and " + part(and.right());
            case Expression.Or or -> part(or.left()) + " or " + part(or.right());
            case Expression.Call call ->
                call.arguments().stream()
                        .map(ExpressionText::of)
                        .collect(Collectors.joining(", ", call.function() + "(", ")"));
            case Expression.When when -> part(when.operand()) + " when " + part(when.condition());
            case Expression.Else otherwise -> part(otherwise.operand()) + " else " + part(otherwise.fallback());
        };
    }

    private static String part(Expression node) {
        boolean simple = node instanceof Literal
                || node instanceof Expression.Name
                || node instanceof Expression.Parameter
                || node instanceof Expression.Call;
        return simple ? of(node) : "(" + of(node) + ")";
    }

    private static String in(boolean negated) {
        return negated ? " not in " : " in ";
    }

    private static String literal(Literal literal) {
        return switch (literal) {
            case Expression.Number number -> number.value().stripTrailingZeros().toPlainString();
            case Expression.Text text -> "\"" + text.value() + "\"";
            case Expression.Word word -> word.value();
        };
    }
}

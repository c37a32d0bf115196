package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Expression.Arithmetic;
import java.util.function.Predicate;

/**
 * Whether the values that an expression has for accounts can be added up to that of a group: it is linear in measures that
 * can, and has no constant part.
 */
final class Additivity {
    private Additivity() {}

    /** Whether it adds; {@code measures} says so of its measures. A lone constant adds: it counts accounts. */
    static boolean adds(Expression node, Predicate<String> measures) {
        return switch (node) {
            case Expression.Number number -> true;
            case Expression.Parameter parameter -> true;
            case Expression.Name name -> name.path().size() == 1 && measures.test(name.full());
            case Expression.Minus minus -> adds(minus.operand(), measures);
            case Arithmetic arithmetic -> arithmetic(arithmetic, measures);
            case Expression.When when -> adds(when.operand(), measures);
            case Expression.Else otherwise ->
                adds(otherwise.operand(), measures) && adds(otherwise.fallback(), measures);
            case Expression.Call call ->
                Function.of(call.function()) == Function.MIN
                        && call.arguments().stream().allMatch(argument -> adds(argument, measures));
            // A condition counts the accounts for which it holds.
            case Expression.Comparison comparison -> true;
            case Expression.InList list -> true;
            case Expression.InParameter list -> true;
            case Expression.Has has -> true;
            case Expression.Missing missing -> true;
            case Expression.Unknown unknown -> true;
            case Expression.Not not -> true;
            case Expression.And and -> true;
            case Expression.Or or -> true;
            case Expression.Text text -> false;
            case Expression.Word word -> false;
        };
    }

    private static boolean arithmetic(Arithmetic node, Predicate<String> measures) {
        boolean left = adds(node.left(), measures);
        boolean right = adds(node.right(), measures);
        return switch (node.operator()) {
            case PLUS, MINUS -> left && right && !isConstant(node.left()) && !isConstant(node.right());
            case TIMES -> left && isConstant(node.right()) || right && isConstant(node.left());
            case DIVIDED_BY -> left && isConstant(node.right());
        };
    }

    /** Whether it is the same for every account (of a business model). */
    static boolean isConstant(Expression node) {
        return !(node instanceof Expression.Name) && node.parts().stream().allMatch(Additivity::isConstant);
    }

    /** Whether it counts time with {@code days}, {@code hours} or {@code daysSince}. */
    static boolean measuresTime(Expression node) {
        Function function = node instanceof Expression.Call call ? Function.of(call.function()) : null;
        return function != null && function.measuresTime()
                || node.parts().stream().anyMatch(Additivity::measuresTime);
    }
}

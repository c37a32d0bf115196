package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Expression.And;
import io.tidewatch.metric.language.Expression.Arithmetic;
import io.tidewatch.metric.language.Expression.Comparison;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.language.MeasureSyntax.Computed;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether the numerator of a ratio lies in its denominator: whether the text shows that it can be above 0 only where the
 * denominator is. Otherwise accounts that the denominator leaves out would count above the line, and a metric has to say
 * which accounts count.
 */
final class Ratios {
    private final Map<String, MeasureSyntax> measures;
    /** "numerator/denominator" → whether it lies in it; false while it is being found out. */
    private final Map<String, Boolean> known = new HashMap<>();

    Ratios(Map<String, MeasureSyntax> measures) {
        this.measures = measures;
    }

    /** The first division of a formula whose numerator can count without its denominator; null when there is none. */
    Arithmetic firstOpen(Expression node) {
        for (Expression part : node.parts()) {
            Arithmetic open = firstOpen(part);
            if (open != null) {
                return open;
            }
        }
        boolean division = node instanceof Arithmetic arithmetic
                && arithmetic.operator() == Arithmetic.Operator.DIVIDED_BY
                && !Additivity.isConstant(arithmetic.right());
        return division && !isClosed((Arithmetic) node) ? (Arithmetic) node : null;
    }

    private boolean isClosed(Arithmetic division) {
        return division.right() instanceof Expression.Name denominator && within(division.left(), denominator.full());
    }

    private boolean within(String numerator, String denominator) {
        if (numerator.equals(denominator)) {
            return true;
        }
        String key = numerator + "/" + denominator;
        Boolean found = known.putIfAbsent(key, false);
        if (found != null) {
            return found;
        }
        MeasureSyntax above = measures.get(numerator);
        MeasureSyntax below = measures.get(denominator);
        boolean within = above instanceof Aggregate part && below instanceof Aggregate whole && isPart(part, whole)
                || above instanceof Computed computed
                        && within(computed.formula().tree(), denominator)
                || below instanceof Computed computed
                        && withinCounted(numerator, computed.formula().tree());
        known.put(key, within);
        return within;
    }

    /** The same aggregate, with more conditions. */
    private static boolean isPart(Aggregate part, Aggregate whole) {
        if (!base(part).equals(base(whole))) {
            return false;
        }
        Set<String> given = new HashSet<>();
        Set<String> present = new HashSet<>();
        if (part.where() != null) {
            collect(part.where().tree(), given, present);
        }
        Set<String> wanted = new HashSet<>();
        if (whole.where() != null) {
            collect(whole.where().tree(), wanted, new HashSet<>());
        }
        return wanted.stream().allMatch(condition -> given.contains(condition) || present.contains(condition));
    }

    private static String base(Aggregate aggregate) {
        TimeClause time = aggregate.time();
        Formula argument = aggregate.argument();
        return String.join(
                "|",
                aggregate.function().key(),
                argument == null ? "" : ExpressionText.of(argument.tree()),
                aggregate.of().name(),
                time.dated() == null ? "" : time.dated().name(),
                String.valueOf(time.in()),
                time.during() == null ? "" : time.during().name(),
                String.valueOf(time.atStart()),
                String.valueOf(aggregate.number()));
    }

    /**
     * The conditions that are joined by {@code and}.
     *
     * @param present receives "x is not missing" for each x of which a condition says more: it holds for no missing x
     */
    private static void collect(Expression node, Set<String> conditions, Set<String> present) {
        if (node instanceof And(Expression left, Expression right, int at)) {
            collect(left, conditions, present);
            collect(right, conditions, present);
            return;
        }
        conditions.add(ExpressionText.of(node));
        switch (node) {
            case Comparison comparison -> {
                present.add(presence(comparison.left()));
                present.add(presence(comparison.right()));
            }
            case Expression.InList list -> present.add(presence(list.operand()));
            case Expression.InParameter list -> present.add(presence(list.operand()));
            case Expression.Has has -> present.add(presence(has.operand()));
            case Expression.Name name -> present.add(presence(name));
            default -> {
                // Others say nothing about what is there.
            }
        }
    }

    private static String presence(Expression node) {
        return ExpressionText.of(new Expression.Missing(node, true, 1));
    }

    /** Whether an expression over measures can be above 0 only where the denominator is. */
    private boolean within(Expression node, String denominator) {
        if (measures.get(denominator) instanceof Computed whole
                && holdsOnlyWith(node, whole.formula().tree())) {
            return true;
        }
        return switch (node) {
            case Expression.Name name -> within(name.full(), denominator);
            case And and -> within(and.left(), denominator) || within(and.right(), denominator);
            case Expression.Or or -> within(or.left(), denominator) && within(or.right(), denominator);
            case Expression.When when -> within(when.operand(), denominator) || within(when.condition(), denominator);
            case Expression.Else otherwise ->
                isNumber(otherwise.fallback(), 0) && within(otherwise.operand(), denominator);
            case Expression.Call call ->
                Function.of(call.function()) == Function.MIN
                        && call.arguments().stream().anyMatch(argument -> within(argument, denominator));
            case Arithmetic arithmetic -> arithmetic(arithmetic, denominator);
            case Comparison comparison -> isPositive(comparison) && within(comparison.left(), denominator);
            default -> false;
        };
    }

    private boolean arithmetic(Arithmetic node, String denominator) {
        return switch (node.operator()) {
            case PLUS, MINUS -> within(node.left(), denominator) && within(node.right(), denominator);
            case TIMES -> within(node.left(), denominator) || within(node.right(), denominator);
            case DIVIDED_BY -> within(node.left(), denominator);
        };
    }

    /** x > 0, and x >= n with n above 0. */
    private static boolean isPositive(Comparison comparison) {
        return switch (comparison.relation()) {
            case MORE -> comparison.right() instanceof Expression.Number;
            case AT_LEAST ->
                comparison.right() instanceof Expression.Number number
                        && number.value().signum() > 0;
            default -> false;
        };
    }

    /** Whether all conditions of the whole are among those of the part. */
    private static boolean holdsOnlyWith(Expression part, Expression whole) {
        Set<String> given = new HashSet<>();
        collect(part, given, new HashSet<>());
        Set<String> wanted = new HashSet<>();
        collect(whole, wanted, new HashSet<>());
        return given.containsAll(wanted);
    }

    /** Whether the denominator is {@code x > 0}, and the numerator lies in x. */
    private boolean withinCounted(String numerator, Expression denominator) {
        return denominator instanceof Comparison comparison
                && comparison.relation() == Comparison.Relation.MORE
                && isNumber(comparison.right(), 0)
                && comparison.left() instanceof Expression.Name name
                && within(numerator, name.full());
    }

    private static boolean isNumber(Expression node, int value) {
        return node instanceof Expression.Number number && number.value().compareTo(BigDecimal.valueOf(value)) == 0;
    }
}

package io.tidewatch.metric.language;

import java.util.Map;

/**
 * What every check of a file needs.
 *
 * @param parameters the parameters that formulas can read; may still grow
 * @param types receives the type of every node that is checked; compares nodes by identity
 */
record Checking(
        Vocabulary vocabulary,
        Map<String, ParameterSyntax> parameters,
        Map<Expression, Type> types,
        Mistakes mistakes) {

    /** The type of a formula. */
    Type type(Formula formula, Scope scope) {
        return new ExpressionChecker(formula, scope, this).check(formula.tree());
    }

    /** Checks a formula that must be a condition; null is none. */
    void condition(Formula formula, Scope scope) {
        if (formula != null) {
            new ExpressionChecker(formula, scope, this).condition(formula.tree());
        }
    }
}

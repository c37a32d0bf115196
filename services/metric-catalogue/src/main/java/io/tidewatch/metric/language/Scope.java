package io.tidewatch.metric.language;

/** The names that a formula can read. */
interface Scope {
    /** The type of a name other than {@code asOf}; unknown (and a mistake) when there is no such name. */
    Type typeOf(Expression.Name name, FormulaMistakes mistakes);
}

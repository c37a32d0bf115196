package io.tidewatch.problem;

/**
 * A kind of problem that callers can branch on. Each feature lists its own in an enum; the slug is part of the
 * contract and never changes its meaning.
 */
public interface ProblemType {

    /** Stable kebab-case name; sent as {@code /problems/<slug>}. */
    String slug();

    /** HTTP status from 400 to 599. */
    int status();

    /** The same short text for every occurrence. */
    String title();
}

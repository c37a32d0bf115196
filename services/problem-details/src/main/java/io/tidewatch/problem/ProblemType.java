package io.tidewatch.problem;

import java.util.Locale;

/**
 * A kind of problem that callers can branch on. Each feature has an enum of its own; the slug is part of the contract and
 * never changes its meaning.
 */
public interface ProblemType {

    /** Name of the enum's constant: {@code RUN_CLOSED}. */
    String name();

    /** Stable kebab-case name, that of the constant: {@code run-closed}. Sent as {@code /problems/<slug>}. */
    default String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** HTTP status from 400 to 599. */
    int status();

    /** The same short text for every occurrence. */
    String title();
}

package io.tidewatch.metric.evaluation;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** What a formula reads, collected while it is compiled. */
final class Footprint {
    /**
     * Where the as-of day itself is part of the value.
     *
     * @param day the day that the as-of day is counted from; null when the value may change every day
     * @param limit how many days after it something changes; null when it changes every day
     */
    record Clock(Node day, Node limit) {
        static final Clock ALWAYS = new Clock(null, null);
    }

    /** Whether its value depends on the day, and not on the records alone. */
    boolean daily;
    /** How it depends on the as-of day itself. */
    final Set<Clock> clocks = new LinkedHashSet<>();
    /** Measures and metrics, in the order in which they are named. */
    final Set<Integer> slots = new LinkedHashSet<>();
    /** Kinds of record along a reference. */
    final Set<Integer> beside = new TreeSet<>();
    /** Aggregates of subjects. */
    final Set<Integer> withs = new LinkedHashSet<>();
}

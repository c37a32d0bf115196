package io.tidewatch.metric.evaluation;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** What a formula reads, collected while it is compiled. */
final class Footprint {
    /** Whether its value depends on the day, and not on the records alone. */
    boolean daily;
    /** Measures and metrics, in the order in which they are named. */
    final Set<Integer> slots = new LinkedHashSet<>();
    /** Kinds of record along a reference. */
    final Set<Integer> beside = new TreeSet<>();
    /** Aggregates of subjects. */
    final Set<Integer> withs = new LinkedHashSet<>();
}

package io.tidewatch.metric.language;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a measure looks at.
 *
 * @param kinds kinds of record
 * @param needsPeriod whether it depends on the period of the metric
 */
record Reads(Set<String> kinds, boolean needsPeriod) {
    static final Reads NOTHING = new Reads(Set.of(), false);

    Reads {
        kinds = Set.copyOf(kinds);
    }

    /** Only kinds of record. */
    static Reads of(Set<String> kinds) {
        return new Reads(kinds, false);
    }

    Reads and(Reads other) {
        Set<String> all = new TreeSet<>(kinds);
        all.addAll(other.kinds);
        return new Reads(all, needsPeriod || other.needsPeriod);
    }
}

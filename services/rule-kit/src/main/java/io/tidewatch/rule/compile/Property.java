package io.tidewatch.rule.compile;

import io.tidewatch.metric.Unit;
import io.tidewatch.metric.language.Band;
import java.util.List;

/**
 * Something a rule can read of a fact.
 *
 * @param name as rules write it
 * @param type what it can be compared with
 * @param guard the property that says whether it is known, or null when it always is
 * @param metricId the metric behind it, or null
 * @param unit the unit of that metric, or null
 * @param words the only texts it can hold; empty when it can hold any
 * @param meaning for people
 * @param bands the bands of that metric, if the property is the name of the one that its value lies in; empty for every other property
 */
record Property(
        String name,
        Type type,
        String guard,
        String metricId,
        Unit unit,
        List<String> words,
        String meaning,
        List<Band> bands) {
    /** A property that is not a band. */
    Property(String name, Type type, String guard, String metricId, Unit unit, List<String> words, String meaning) {
        this(name, type, guard, metricId, unit, words, meaning, List.of());
    }

    /** The property that rules read in its place: a condition on a band is compiled as one on the value. */
    String read() {
        return bands.isEmpty() ? name : Bands.value(name);
    }

    /** What a property can be compared with. */
    enum Type {
        NUMBER("a number"),
        TEXT("a text"),
        FLAG("true or false");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}

package io.tidewatch.rule.compile;

import io.tidewatch.metric.Unit;
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
 */
record Property(String name, Type type, String guard, String metricId, Unit unit, List<String> words, String meaning) {
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

package io.tidewatch.rule.compile;

/**
 * Something a rule can read of a fact.
 *
 * @param name as rules write it
 * @param type what it can be compared with
 * @param guard the property that says whether it is known, or null when it always is
 * @param metricId the metric behind it, or null
 * @param meaning for people
 */
record Property(String name, Type type, String guard, String metricId, String meaning) {
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

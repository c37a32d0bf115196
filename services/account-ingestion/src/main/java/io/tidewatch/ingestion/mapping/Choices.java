package io.tidewatch.ingestion.mapping;

import io.tidewatch.metric.language.MetricLanguage;
import java.util.List;
import java.util.Set;

/** The closed lists of words in records and files. */
public final class Choices {

    /** What is read as true, in any case. */
    public static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
    /** What is read as false, in any case. */
    public static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");

    private Choices() {}

    /** The words of a field of a kind that the service ships, as the metric language has them. */
    static List<String> of(String kind, String field) {
        return MetricLanguage.shipped().kind(kind).fields().get(field).words();
    }
}

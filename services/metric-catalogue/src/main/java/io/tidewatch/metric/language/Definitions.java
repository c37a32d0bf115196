package io.tidewatch.metric.language;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The named things of a metric file, or of the file of shared words, in the order of the file. */
public record Definitions(
        Map<String, ParameterSyntax> parameters,
        Map<String, SubjectsSyntax> subjects,
        Map<String, MeasureSyntax> measures) {
    public Definitions {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        subjects = Collections.unmodifiableMap(new LinkedHashMap<>(subjects));
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /** None. */
    static Definitions none() {
        return new Definitions(Map.of(), Map.of(), Map.of());
    }
}

package io.tidewatch.metric.language;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the checker knows of a set of subjects.
 *
 * @param kind the kind of record; null for weeks
 * @param target what records refer to in order to belong to a subject: the kind, or the kind that its field refers to
 * @param with the aggregates of each subject
 * @param reads what decides which subjects there are
 */
record SubjectsFacts(RecordKind kind, String target, Map<String, MeasureFacts> with, Reads reads) {
    SubjectsFacts {
        with = Map.copyOf(with);
    }

    Map<String, Type> types() {
        return with.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .type()));
    }

    /** What is read by a formula with these names. */
    Reads reads(Collection<String> names) {
        return names.stream()
                .filter(with::containsKey)
                .map(name -> with.get(name).reads())
                .reduce(reads, Reads::and);
    }
}

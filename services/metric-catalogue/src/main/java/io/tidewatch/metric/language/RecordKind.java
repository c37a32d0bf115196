package io.tidewatch.metric.language;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of record: all that the language knows of it.
 *
 * @param description what a record of it is, for people; null without one
 * @param home who keeps its records
 * @param nature whether records change
 * @param time the field whose day a record counts by, unless a metric says {@code dated}; null when it has no day
 * @param holds whether a record speaks for itself until it is changed, so that no source must cover the day
 * @param accountOptional whether records may be without an account; those count in figures of the whole portfolio only
 */
public record RecordKind(
        String name,
        String description,
        Home home,
        Nature nature,
        String time,
        boolean holds,
        boolean accountOptional,
        Map<String, RecordField> fields,
        Map<String, Span> spans) {
    public RecordKind {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        spans = Collections.unmodifiableMap(new LinkedHashMap<>(spans));
    }

    /** Who keeps the records of a kind. */
    public enum Home {
        /** account-ingestion, in a table of its own. */
        BUILT_IN,
        /** account-ingestion, as a view over other records. */
        DERIVED,
        /** account-ingestion, as a file of the bundle declares it. */
        DECLARED,
        /** reporting, as read models of the rules engine's feed. */
        REPORTING
    }

    /** Whether records change. */
    public enum Nature {
        /** Never; a correction is another record. */
        FACT,
        /** A later version replaces the one before, and history is kept. */
        ENTITY
    }

    /**
     * Days on which a state holds, first day in, last day out.
     *
     * @param condition what must hold besides; null means nothing
     */
    public record Span(String from, String until, Formula condition) {}

    /** The names of the fields that hold a day. */
    public List<String> days() {
        return fields.keySet().stream()
                .filter(name -> fields.get(name).type().isTime())
                .toList();
    }
}

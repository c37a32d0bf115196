package io.tidewatch.metric.history;

import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Where the fields of a kind of record have their place. Histories that are loaded together share it, so that each has arrays of columns and no maps. */
final class Layout {
    private final RecordKind kind;
    private final List<RecordField> fields;
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] references;

    Layout(RecordKind kind) {
        this.kind = kind;
        this.fields = List.copyOf(kind.fields().values());
        kind.fields().keySet().forEach(name -> places.put(name, places.size()));
        this.references = IntStream.range(0, fields.size())
                .filter(place -> isReference(fields.get(place).type()))
                .toArray();
    }

    private static boolean isReference(FieldType type) {
        return type == FieldType.REF || type == FieldType.REFS;
    }

    RecordKind kind() {
        return kind;
    }

    /** The fields by place. */
    List<RecordField> fields() {
        return fields;
    }

    /** The place of a field; -1 when the kind has none of that name. */
    int place(String field) {
        return places.getOrDefault(field, -1);
    }

    /** The places of the fields that refer to records. */
    int[] references() {
        return references;
    }
}

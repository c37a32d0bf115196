package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.ingestion.declared.DeclaredKinds;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind.Nature;
import io.tidewatch.metric.language.Vocabulary;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind whose records are written by its fields: a declared one, or a built-in one without a path of its own.
 *
 * @param kind as the metric language has it
 * @param builtIn null for a declared kind
 * @param fields those that a request may send; of a built-in kind also those that no metric reads
 */
record KindForm(io.tidewatch.metric.language.RecordKind kind, RecordKind builtIn, Map<String, RecordField> fields) {

    /** The built-in kinds without a path of their own. */
    private static final Map<String, RecordKind> FACTS =
            Map.of("churn_event", RecordKind.CHURN_EVENT, "sentiment", RecordKind.SENTIMENT);

    /** The kind of that name; fails as {@link DeclaredKinds#demand}. */
    static KindForm of(Vocabulary vocabulary, String name) {
        RecordKind builtIn = FACTS.get(name);
        if (builtIn == null) {
            io.tidewatch.metric.language.RecordKind declared = DeclaredKinds.demand(vocabulary, name);
            return new KindForm(declared, null, declared.fields());
        }
        io.tidewatch.metric.language.RecordKind kind = vocabulary.kind(name);
        Map<String, RecordField> fields = new LinkedHashMap<>();
        for (FieldForm field : builtIn.fields()) {
            RecordField known = kind.fields().get(field.name());
            FieldType type = known == null ? FieldType.TEXT : known.type();
            fields.put(field.name(), new RecordField(type, List.of(), null, false, field.required(), null, false));
        }
        fields.putAll(builtIn.further(vocabulary));
        return new KindForm(kind, builtIn, fields);
    }

    /** Whether a record changes only by a correction. */
    boolean isFact() {
        return kind.nature() == Nature.FACT;
    }

    RecordTable table() {
        return builtIn == null ? RecordTable.ofDeclared(kind.name()) : RecordTable.of(builtIn);
    }

    /**
     * The row of a record.
     *
     * @param sent the fields of the request
     * @throws io.tidewatch.problem.ProblemException {@code invalid-request} for fields that do not fit
     */
    ObjectNode row(RecordKey key, ObjectNode sent) {
        ObjectNode stored = FieldChecks.demand(kind.name(), fields, sent);
        if (builtIn != null) {
            Map<String, String> values = columns(stored);
            return RecordTable.row(builtIn, key.accountId(), key.id(), values, stored);
        }
        Map<String, String> values = new HashMap<>();
        stored.properties()
                .forEach(field -> values.put(field.getKey(), field.getValue().asText()));
        demandConsistent(values);
        OffsetDateTime at = kind.time() == null
                ? null
                : FieldForms.at(fields.get(kind.time()).type(), stored.get(kind.time()));
        ObjectNode row = key.row().put("at", at == null ? null : at.toString()).put("deleted", false);
        return row.set("fields", stored);
    }

    /** Takes the fields with a column out of the others. */
    private Map<String, String> columns(ObjectNode stored) {
        Map<String, String> values = new HashMap<>();
        for (FieldForm field : builtIn.fields()) {
            JsonNode value = stored.remove(field.name());
            if (value != null && value.asText().length() > field.longest()) {
                throw FieldChecks.fault(field.name(), "must have at most " + field.longest() + " characters.");
            }
            values.put(field.name(), value == null ? null : value.asText());
        }
        demandConsistent(values);
        return values;
    }

    private void demandConsistent(Map<String, String> values) {
        RecordChecks.check(kind.name(), values).ifPresent(fault -> {
            throw FieldChecks.fault(fault.field(), fault.message() + ".", fault.suggestion());
        });
    }

    /** The fields of a stored row that have a value. */
    ObjectNode fields(ObjectNode row) {
        ObjectNode all = (ObjectNode) row.get("fields");
        if (builtIn != null) {
            builtIn.fields().forEach(field -> {
                if (row.hasNonNull(field.column())) {
                    all.set(field.name(), row.get(field.column()));
                }
            });
        }
        return all;
    }
}

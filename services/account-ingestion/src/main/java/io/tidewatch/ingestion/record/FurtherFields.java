package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.vocabulary.CurrentVocabulary;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The fields of a built-in kind that have no column of their own: some that ship with the metric language, and all that a
 * catalogue adds. They are stored together, in the form of declared records.
 */
@ApplicationScoped
public class FurtherFields {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pool pool;
    private final CurrentVocabulary vocabulary;

    FurtherFields(Pool pool, CurrentVocabulary vocabulary) {
        this.pool = pool;
        this.vocabulary = vocabulary;
    }

    /**
     * Checks what a request sent.
     *
     * @param sent an object; null for no fields
     * @return the fields in their stored form; fails with {@code invalid-request}
     */
    public Uni<JsonNode> demand(RecordKind kind, Object sent) {
        return vocabulary.read(pool).map(kinds -> {
            ObjectNode fields = sent == null ? JSON.createObjectNode() : FieldChecks.object(sent);
            fields.fieldNames().forEachRemaining(name -> demandFurther(kind, name));
            ObjectNode stored = FieldChecks.demand(kind.languageName(), kind.further(kinds), fields);
            // As it will be read, so that equal content is equal.
            return read(stored.toString());
        });
    }

    private static void demandFurther(RecordKind kind, String name) {
        if (kind.isComputed(name)) {
            throw FieldChecks.fault(name, "is computed from the other properties.");
        }
        if (kind.field(name).isPresent()) {
            throw FieldChecks.fault(name, "has a property of its own beside the fields.");
        }
    }

    /** The fields of the column's JSON text. */
    public static JsonNode read(String stored) {
        try {
            return JSON.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored fields could not be read", e);
        }
    }

    /** The fields as an answer has them; null, which the answer leaves out, for none. */
    public static JsonNode shown(JsonNode fields) {
        return fields.isEmpty() ? null : fields;
    }
}

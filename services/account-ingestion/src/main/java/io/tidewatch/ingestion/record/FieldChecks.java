package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks the fields of a record against those of its kind, and brings them into the form in which they are stored. */
public final class FieldChecks {

    /** Further ones would not help the caller. */
    private static final int MOST_FAULTS = 100;

    private static final int LONGEST_NAME = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String kind;
    private final Map<String, RecordField> fields;
    private final List<Fault> faults = new ArrayList<>();

    private FieldChecks(String kind, Map<String, RecordField> fields) {
        this.kind = kind;
        this.fields = fields;
    }

    /**
     * The fields as a request sent them.
     *
     * @throws ProblemException {@code invalid-request} when they are not an object
     */
    public static ObjectNode object(Object sent) {
        if (JSON.valueToTree(sent) instanceof ObjectNode fields) {
            return fields;
        }
        throw invalid(List.of(Fault.at("/fields", "fields must be an object with the fields of the kind.")));
    }

    /**
     * The fields that have a value, each in its one stored form: equal content is equal.
     *
     * @param kind name of the kind
     * @param fields those that the kind has
     * @throws ProblemException {@code invalid-request} with a fault for every field that does not fit
     */
    public static ObjectNode demand(String kind, Map<String, RecordField> fields, ObjectNode sent) {
        FieldChecks checks = new FieldChecks(kind, fields);
        ObjectNode stored = checks.check(sent);
        if (!checks.faults.isEmpty()) {
            throw invalid(checks.faults);
        }
        return stored;
    }

    /** The problem with one field; the sentence is without its subject. */
    static ProblemException fault(String field, String sentence) {
        return fault(field, sentence, null);
    }

    /** The problem with one field, and what was probably meant; null for nothing. */
    static ProblemException fault(String field, String sentence, String suggestion) {
        return invalid(List.of(new Fault(pointer(field), null, field + " " + sentence, suggestion)));
    }

    private static ProblemException invalid(List<Fault> faults) {
        return new ProblemException(
                RecordProblem.INVALID_REQUEST, faults.getFirst().detail(), faults);
    }

    private ObjectNode check(ObjectNode sent) {
        ObjectNode stored = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            RecordField field = fields.get(entry.getKey());
            if (faults.size() == MOST_FAULTS) {
                return stored;
            }
            if (field == null) {
                unknown(entry.getKey());
            } else if (!entry.getValue().isNull()) {
                value(entry.getKey(), field, entry.getValue(), stored);
            }
        }
        fields.forEach((name, field) -> {
            if (field.required() && (!sent.hasNonNull(name))) {
                faults.add(Fault.at(pointer(name), name + " is required."));
            }
        });
        return stored;
    }

    private void value(String name, RecordField field, JsonNode value, ObjectNode stored) {
        try {
            stored.set(name, FieldForms.stored(field, value));
        } catch (FieldForms.NotOneException fault) {
            faults.add(new Fault(pointer(name), null, name + " " + fault.getMessage() + ".", fault.suggestion()));
        }
    }

    private void unknown(String name) {
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        String closest = Spelling.closest(name, fields.keySet());
        faults.add(new Fault(
                pointer(shown),
                null,
                kind + " has no field \"" + shown + "\"; "
                        + (closest == null
                                ? "its fields are " + String.join(", ", fields.keySet()) + "."
                                : "did you mean \"" + closest + "\"?"),
                closest));
    }

    private static String pointer(String name) {
        return "/fields/" + name.replace("~", "~0").replace("/", "~1");
    }
}

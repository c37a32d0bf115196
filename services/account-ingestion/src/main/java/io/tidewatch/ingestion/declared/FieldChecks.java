package io.tidewatch.ingestion.declared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.ingestion.record.RecordProblem;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks the fields of a record against its kind, and brings them into the form in which they are stored. */
final class FieldChecks {

    /** Further ones would not help the caller. */
    private static final int MOST_FAULTS = 100;

    private static final int LONGEST_NAME = 100;

    private final RecordKind kind;
    private final List<Fault> faults = new ArrayList<>();

    private FieldChecks(RecordKind kind) {
        this.kind = kind;
    }

    /**
     * The fields that have a value, each in its one stored form: equal content is equal.
     *
     * @throws ProblemException {@code invalid-request} with a fault for every field that does not fit
     */
    static ObjectNode demand(RecordKind kind, ObjectNode sent) {
        FieldChecks checks = new FieldChecks(kind);
        ObjectNode stored = checks.check(sent);
        if (!checks.faults.isEmpty()) {
            throw new ProblemException(
                    RecordProblem.INVALID_REQUEST, checks.faults.getFirst().detail(), checks.faults);
        }
        return stored;
    }

    private ObjectNode check(ObjectNode sent) {
        ObjectNode stored = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            RecordField field = kind.fields().get(entry.getKey());
            if (faults.size() == MOST_FAULTS) {
                return stored;
            }
            if (field == null) {
                unknown(entry.getKey());
            } else if (!entry.getValue().isNull()) {
                value(entry.getKey(), field, entry.getValue(), stored);
            }
        }
        kind.fields().forEach((name, field) -> {
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
        String closest = Spelling.closest(name, kind.fields().keySet());
        faults.add(new Fault(
                pointer(shown),
                null,
                kind.name() + " has no field \"" + shown + "\"; "
                        + (closest == null
                                ? "its fields are "
                                        + String.join(", ", kind.fields().keySet()) + "."
                                : "did you mean \"" + closest + "\"?"),
                closest));
    }

    private static String pointer(String name) {
        return "/fields/" + name.replace("~", "~0").replace("/", "~1");
    }
}

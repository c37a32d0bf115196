package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which fields a write of a record has changed, for the audit log. Their values are in the history of the record. */
final class ChangedFields {

    private static final String FURTHER = "fields";

    /** Columns that say something of the row and not of the record. */
    private static final Set<String> OF_THE_ROW =
            Set.of("id", "kind", "version", "known_at", "content_hash", "source", "external_id", "deleted", FURTHER);

    private static final Pattern WORD = Pattern.compile("_([a-z])");

    private ChangedFields() {}

    /** The names of the contract, in order of the alphabet. */
    static Set<String> between(ObjectNode before, ObjectNode after) {
        Set<String> changed = new TreeSet<>();
        for (Map.Entry<String, JsonNode> column : after.properties()) {
            if (!OF_THE_ROW.contains(column.getKey()) && !column.getValue().equals(before.path(column.getKey()))) {
                changed.add(WORD.matcher(column.getKey())
                        .replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT)));
            }
        }
        JsonNode further = before.path(FURTHER);
        JsonNode now = after.path(FURTHER);
        Set<String> names = new TreeSet<>();
        further.fieldNames().forEachRemaining(names::add);
        now.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!field(further, name).equals(field(now, name))) {
                changed.add(name);
            }
        }
        return changed;
    }

    /** A null counts as a missing field. */
    private static JsonNode field(JsonNode fields, String name) {
        JsonNode value = fields.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }
}

package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** The custom attributes that an import has stored with a record: texts by name, which no metric reads. */
public final class CustomAttributes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CustomAttributes() {}

    /** The attributes of the column's JSON text, in order of the name; null, which the answer leaves out, for none. */
    public static Map<String, String> of(String json) {
        try {
            return json == null ? null : of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored custom attributes could not be read", e);
        }
    }

    static Map<String, String> of(JsonNode attributes) {
        Map<String, String> all = new TreeMap<>();
        attributes
                .fields()
                .forEachRemaining(each -> all.put(each.getKey(), each.getValue().asText()));
        return all.isEmpty() ? null : all;
    }
}

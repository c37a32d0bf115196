package io.tidewatch.ingestion.imports;

import java.util.List;
import java.util.stream.Collectors;

/** Values in PostgreSQL's text format. */
final class PgText {

    private PgText() {}

    /** An array of texts. */
    static String array(List<String> values) {
        return values.stream()
                .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}

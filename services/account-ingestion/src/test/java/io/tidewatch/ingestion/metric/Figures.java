package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;

/** Asks for one figure in one line. */
final class Figures {

    private Figures() {}

    /** The value, or UNKNOWN with its reason. */
    static String of(String metric, String account, LocalDate asOf) {
        JsonNode item = query("{\"metrics\": [\"" + metric + "\"], \"groupBy\": [\"ACCOUNT\"], \"accountIds\": [\""
                        + account + "\"], \"asOf\": \"" + asOf + "\"}")
                .get("items")
                .get(0);
        return text(item);
    }

    /** The value of everything between two days. */
    static String between(String metric, LocalDate from, LocalDate asOf) {
        JsonNode item = query(
                        "{\"metrics\": [\"" + metric + "\"], \"from\": \"" + from + "\", \"asOf\": \"" + asOf + "\"}")
                .get("items")
                .get(0);
        return text(item);
    }

    static String text(JsonNode item) {
        return item.get("state").asText().equals("KNOWN")
                ? item.get("value").asText()
                : "UNKNOWN: " + item.get("reason").asText();
    }
}

package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A trace that begins with a file and ends with a mail, and the log that names it. */
@Order(3)
class TraceTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void oneTraceLeadsFromTheUploadToTheMail() throws Exception {
        World world = World.get();

        Customer.silentFor(world, "traced", 30, "00-" + TRACE + "-00f067aa0ba902b7-01");

        World.eventually(() -> assertThat(world.delivered("traced")).containsKey("sponsor-mail TASK CSM"));
        World.eventually(() -> assertThat(world.collector().spans(TRACE))
                .contains(
                        "account-ingestion: import file",
                        "account-ingestion: compute metrics",
                        "rules-engine: judge accounts",
                        "notification-dispatch: send message",
                        "reporting: update read models"));
        assertThat(logged(world, TRACE))
                .as("begin and end of an import, as JSON with the id of its trace")
                .anyMatch(line -> line.get("message").asText().matches("Import \\S+ begins: .* bytes"))
                .anyMatch(line -> line.get("message").asText().matches("Import .* is done: 1 rows, 1 accepted, .*"))
                .allMatch(line -> line.get("service").asText().equals("account-ingestion")
                        && line.get("instance").asText().startsWith("account-ingestion")
                        && line.get("level").asText().equals("INFO")
                        && line.hasNonNull("timestamp")
                        && line.at("/mdc/spanId").asText().length() == 16);
    }

    /** Every line must be an object. */
    private static List<JsonNode> logged(World world, String trace) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line :
                Files.readAllLines(world.instance("account-ingestion").process().log())) {
            if (line.startsWith("{")) {
                JsonNode logged = Api.JSON.readTree(line);
                if (logged.at("/mdc/traceId").asText().equals(trace)) {
                    lines.add(logged);
                }
            }
        }
        return lines;
    }
}

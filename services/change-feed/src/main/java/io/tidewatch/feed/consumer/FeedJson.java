package io.tidewatch.feed.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The bodies of the feed protocol. Fields that a newer provider adds are ignored; a missing required field is a failure. */
final class FeedJson {

    private static final Pattern CURSOR_POINTER = Pattern.compile("/cursors/(\\d{1,2})(/.*)?");

    private FeedJson() {}

    static ObjectNode request(ReadRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode cursors = body.putArray("cursors");
        request.cursors()
                .forEach(
                        c -> cursors.addObject().put("partition", c.partition()).put("cursor", c.cursor()));
        ArrayNode types = body.putArray("types");
        request.types().stream().sorted().forEach(types::add);
        // Rounded up, so that a wait of less than a second does not become none.
        long seconds = request.maxWait().plusMillis(999).toSeconds();
        return body.put("limit", request.limit()).put("waitSeconds", seconds);
    }

    static ChangePage page(JsonNode body) {
        return new ChangePage(
                elements(required(body, "items")).map(FeedJson::envelope).toList(),
                cursors(required(body, "cursors")),
                body.path("more").asBoolean());
    }

    static List<Cursor> cursors(JsonNode items) {
        return elements(items)
                .map(c -> new Cursor(
                        required(c, "partition").asInt(), required(c, "cursor").asText()))
                .toList();
    }

    static SnapshotPage snapshot(JsonNode body) {
        return new SnapshotPage(
                elements(required(body, "items")).map(FeedJson::item).toList(), text(body, "next"));
    }

    /** The partitions that a problem points at, as {@code /cursors/3}; empty if it names none. */
    static Set<Integer> resetPartitions(JsonNode problem, ReadRequest request) {
        return elements(problem.path("errors"))
                .map(fault -> CURSOR_POINTER.matcher(fault.path("pointer").asText()))
                .filter(Matcher::matches)
                .map(pointer -> Integer.parseInt(pointer.group(1)))
                .filter(index -> index < request.cursors().size())
                .map(index -> request.cursors().get(index).partition())
                .collect(Collectors.toSet());
    }

    private static Envelope envelope(JsonNode c) {
        String cause = text(c, "causationId");
        // Missing content is left to the handler: one unusual change must not block all partitions.
        JsonNode data = c.has("data") ? c.get("data") : NullNode.instance;
        return new Envelope(
                required(c, "partition").asInt(),
                required(c, "seq").asLong(),
                required(c, "type").asText(),
                required(c, "key").asText(),
                required(c, "version").asLong(),
                OffsetDateTime.parse(required(c, "occurredAt").asText()).toInstant(),
                cause == null ? null : UUID.fromString(cause),
                required(c, "hops").asInt(),
                text(c, "traceparent"),
                data);
    }

    private static SnapshotItem item(JsonNode i) {
        JsonNode data = i.get("data");
        return new SnapshotItem(
                required(i, "type").asText(),
                required(i, "key").asText(),
                required(i, "version").asLong(),
                i.path("deleted").asBoolean(),
                data == null || data.isNull() ? null : data);
    }

    private static JsonNode required(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalStateException("The answer lacks the field " + field);
        }
        return value;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

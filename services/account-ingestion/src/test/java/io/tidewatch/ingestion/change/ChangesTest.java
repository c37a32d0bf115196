package io.tidewatch.ingestion.change;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.feed.Partitions;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class ChangesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeEach
    void empty() {
        Ingestion.forgetEverything();
    }

    @Test
    void theFeedAndTheSnapshotAgree() {
        JsonNode heads = tree(as("service").get("/v1/changes/head")).get("items");
        assertThat(heads).hasSize(65);
        Ingestion.handOverCatalogue();
        for (int i = 0; i < 40; i++) {
            create(
                    "/v1/accounts/a" + i,
                    "{\"name\": \"Account " + i + "\", \"segment\": \"SMB\", \"businessModel\": \"SEAT_BASED\","
                            + " \"lifecycleStage\": \"RENEWAL\", \"country\": \"Norway\", \"industry\": \"Retail\","
                            + " \"csmEmail\": \"nadia@example.com\", \"salesOwnerEmail\": \"omar@example.com\""
                            + (i == 1 ? ", \"fields\": {\"tier\": \"A\", \"parent\": \"a0\"}" : "")
                            + "}");
        }
        create("/v1/contacts/c1", "{\"accountId\": \"a1\", \"name\": \"Bo\", \"role\": \"EXECUTIVE_SPONSOR\"}");
        create(
                "/v1/touchpoints/t1",
                "{\"accountId\": \"a1\", \"kind\": \"CALL\", \"status\": \"HELD\", \"contactIds\": [\"c1\"],"
                        + " \"occurredAt\": \"2026-01-01T10:00:00Z\"}");
        Ingestion.computed();

        Map<String, JsonNode> published = follow(heads);
        Map<String, JsonNode> shown = new TreeMap<>();
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            shown.putAll(snapshot(partition));
        }

        assertThat(published.keySet()).isEqualTo(shown.keySet());
        shown.forEach((key, item) -> {
            assertThat(published.get(key).get("version")).as(key).isEqualTo(item.get("version"));
            assertThat(published.get(key).get("data")).as(key).isEqualTo(item.get("data"));
        });
        assertThat(shown).hasSize(40 + 40 + 1 + 1); // accounts, their metrics, the touchpoint, the catalogue
        JsonNode account = shown.get("account/a1").get("data");
        assertThat(account.at("/sponsors/0/id").asText()).isEqualTo("c1");
        assertThat(account.get("fields").toString()).isEqualTo("{\"tier\":\"A\",\"parent\":\"a0\"}");
        assertThat(shown.get("account/a2").get("data").has("fields")).isFalse();
        assertThat(Map.of(
                        "segment", "SMB",
                        "businessModel", "SEAT_BASED",
                        "lifecycleStage", "RENEWAL",
                        "country", "Norway",
                        "industry", "Retail",
                        "csmEmail", "nadia@example.com",
                        "salesOwnerEmail", "omar@example.com"))
                .allSatisfy((name, value) ->
                        assertThat(account.path(name).asText()).as(name).isEqualTo(value));
    }

    @Test
    void anEntryAboutValuesHasThoseOfTheTimeAtWhichItIsRead() {
        JsonNode heads = tree(as("service").get("/v1/changes/head")).get("items");
        Ingestion.handOverCatalogue();
        create("/v1/accounts/a1", "{\"name\": \"One\"}");
        Ingestion.computed();
        long first = follow(heads).get("account-metrics/a1").get("version").asLong();
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"a1\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 10000, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        Ingestion.computed();
        JsonNode stored = tree(as("csm").get("/v1/accounts/a1/metrics"));

        List<JsonNode> entries = new ArrayList<>();
        follow(heads, item -> {
            if (item.get("type").asText().equals("account-metrics")) {
                entries.add(item);
            }
        });
        assertThat(entries).hasSizeGreaterThan(1);
        for (JsonNode entry : entries) {
            assertThat(entry.get("version").asLong()).isGreaterThan(first);
            assertThat(entry.get("data")).isEqualTo(stored);
        }
    }

    @Test
    void aForeignCursorMeansToBeginAgain() {
        assertThat(as("service")
                        .contentType("application/json")
                        .body("{\"cursors\": [{\"partition\": 3, \"cursor\": \"nonsense\"}]}")
                        .post("/v1/changes/read")
                        .then()
                        .statusCode(410)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/feed-reset");
    }

    private static Map<String, JsonNode> follow(JsonNode heads) {
        Map<String, JsonNode> newest = new HashMap<>();
        follow(
                heads,
                item -> newest.merge(
                        item.get("type").asText() + "/" + item.get("key").asText(),
                        item,
                        (a, b) -> a.get("version").asLong() > b.get("version").asLong() ? a : b));
        return newest;
    }

    private static void follow(JsonNode heads, Consumer<JsonNode> reader) {
        JsonNode cursors = heads;
        boolean more;
        do {
            ObjectNode request = JSON.createObjectNode();
            request.set("cursors", cursors);
            JsonNode page = tree(as("service")
                    .contentType("application/json")
                    .body(request.put("limit", 50).toString())
                    .post("/v1/changes/read"));
            page.get("items").forEach(item -> {
                assertThat(item.get("hops").asInt()).isZero();
                reader.accept(item);
            });
            cursors = page.get("cursors");
            more = page.path("more").asBoolean();
        } while (more);
    }

    private static Map<String, JsonNode> snapshot(int partition) {
        Map<String, JsonNode> items = new HashMap<>();
        String after = null;
        do {
            var request = as("service").queryParam("partition", partition).queryParam("limit", 2);
            JsonNode page = tree((after == null ? request : request.queryParam("after", after)).get("/v1/snapshot"));
            page.get("items")
                    .forEach(item -> items.put(
                            item.get("type").asText() + "/" + item.get("key").asText(), item));
            after = page.hasNonNull("next") ? page.get("next").asText() : null;
        } while (after != null);
        return items;
    }
}

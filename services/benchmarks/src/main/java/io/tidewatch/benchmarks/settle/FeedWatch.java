package io.tidewatch.benchmarks.settle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.benchmarks.run.TimedClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Follows the change feed of a service, as its consumers do, and notes when the changes that are waited for arrive. */
final class FeedWatch {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WAIT_SECONDS = 5;

    private final TimedClient service;
    private final Predicate<JsonNode> wanted;
    private final ObjectNode request = JSON.createObjectNode().put("waitSeconds", WAIT_SECONDS);
    private final Map<String, Long> arrived = new ConcurrentHashMap<>();
    private volatile boolean ended;
    private volatile RuntimeException failure;

    /**
     * Follows from now on, in the background.
     *
     * @param type of the changes
     * @param wanted which of them are noted
     */
    FeedWatch(TimedClient service, String type, Predicate<JsonNode> wanted) {
        this.service = service;
        this.wanted = wanted;
        request.putArray("types").add(type);
        request.set(
                "cursors",
                service.get("/v1/changes/head", "application/json").json().path("items"));
        Thread.ofVirtual().name("feed of " + type).start(this::follow);
    }

    /**
     * When the first change with that key arrived, by System.nanoTime; null if none has.
     *
     * @throws RuntimeException if the feed could not be followed
     */
    Long arrivedAt(String key) {
        if (failure != null) {
            throw failure;
        }
        return arrived.get(key);
    }

    /** Stops following. */
    void end() {
        ended = true;
    }

    private void follow() {
        try {
            while (!ended) {
                JsonNode page =
                        service.postJson("/v1/changes/read", request.toString()).json();
                long now = System.nanoTime();
                for (JsonNode change : page.path("items")) {
                    if (wanted.test(change)) {
                        arrived.putIfAbsent(change.path("key").asText(), now);
                    }
                }
                request.set("cursors", page.path("cursors"));
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}

package io.tidewatch.reporting.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidewatch.feed.Partitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service whose feed a test writes: speaks the protocol of the change feed over the JDK's own web server. */
public class StandInFeed implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Entry> present = new TreeMap<>();
    private String epoch = "first";
    private boolean down;

    /** Starts it on a free port. */
    public StandInFeed() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        serve("/v1/changes/head", exchange -> head());
        serve("/v1/changes/read", this::read);
        serve("/v1/snapshot", this::snapshot);
        server.start();
    }

    /** Its address. */
    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Appends a change of an account. */
    public synchronized void publish(String accountId, String type, String key, long version, JsonNode data) {
        append(new Entry(Partitions.of(accountId), entries.size() + 1, type, key, version, false, data));
    }

    /** An entity that only the snapshot shows as gone, as after a reading that begins anew. */
    public synchronized void showAsGone(String accountId, String type, String key, long version) {
        present.put(type + ' ' + key, new Entry(Partitions.of(accountId), 0, type, key, version, true, null));
    }

    /** Forgets everything and begins a new epoch, as after a restore from an older backup. */
    public synchronized void restoreEmpty() {
        entries.clear();
        present.clear();
        epoch = "epoch-" + System.nanoTime();
        notifyAll();
    }

    /** Answers 503 from now on, or well again. */
    public synchronized void setDown(boolean down) {
        this.down = down;
        notifyAll();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    final void serve(String path, Answering answering) {
        server.createContext(path, exchange -> {
            try (exchange) {
                byte[] request = exchange.getRequestBody().readAllBytes();
                Answer answer = isDown()
                        ? new Answer(503, JSON.createObjectNode())
                        : !String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                                        .startsWith("Bearer ")
                                ? new Answer(401, JSON.createObjectNode())
                                : answering.answer(new Call(exchange, request));
                byte[] body = JSON.writeValueAsBytes(answer.body());
                exchange.getResponseHeaders()
                        .set("Content-Type", answer.status() < 400 ? "application/json" : "application/problem+json");
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized boolean isDown() {
        return down;
    }

    private void append(Entry entry) {
        entries.add(entry);
        present.put(entry.type() + ' ' + entry.key(), entry);
        notifyAll();
    }

    private synchronized Answer head() {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode items = body.putArray("items");
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            items.addObject().put("partition", partition).put("cursor", cursor(entries.size()));
        }
        return new Answer(200, body);
    }

    private synchronized Answer read(Call call) throws InterruptedException, IOException {
        JsonNode request = JSON.readTree(call.body());
        Map<Integer, Long> after = new HashMap<>();
        for (JsonNode cursor : request.path("cursors")) {
            String[] parts = cursor.path("cursor").asText().split("/");
            if (!parts[0].equals(epoch)) {
                return reset();
            }
            after.put(cursor.path("partition").asInt(), Long.parseLong(parts[1]));
        }
        String asked = epoch;
        if (newer(after).isEmpty() && request.path("waitSeconds").asInt() > 0) {
            wait(200);
        }
        if (!asked.equals(epoch)) {
            // Restored while it waited.
            return reset();
        }
        ObjectNode body = JSON.createObjectNode().put("more", false);
        ArrayNode items = body.putArray("items");
        newer(after).forEach(entry -> items.add(entry.envelope()));
        ArrayNode cursors = body.putArray("cursors");
        after.keySet()
                .forEach(partition ->
                        cursors.addObject().put("partition", partition).put("cursor", cursor(entries.size())));
        return new Answer(200, body);
    }

    private static Answer reset() {
        return new Answer(
                410,
                JSON.createObjectNode()
                        .put("type", "/problems/feed-reset")
                        .put("status", 410)
                        .put("title", "reset"));
    }

    private List<Entry> newer(Map<Integer, Long> after) {
        return entries.stream()
                .filter(entry -> after.getOrDefault(entry.partition(), Long.MAX_VALUE) < entry.seq())
                .toList();
    }

    private synchronized Answer snapshot(Call call) {
        Map<String, String> query = Stream.of(
                        call.exchange().getRequestURI().getQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        int partition = Integer.parseInt(query.get("partition"));
        ObjectNode body = JSON.createObjectNode();
        ArrayNode items = body.putArray("items");
        present.values().stream()
                .filter(entry -> entry.partition() == partition)
                .forEach(entry -> items.add(entry.item()));
        return new Answer(200, body);
    }

    private String cursor(long seq) {
        return epoch + "/" + seq;
    }

    /** One change. */
    private record Entry(
            int partition, long seq, String type, String key, long version, boolean deleted, JsonNode data) {

        ObjectNode envelope() {
            ObjectNode envelope = JSON.createObjectNode()
                    .put("partition", partition)
                    .put("seq", seq)
                    .put("type", type)
                    .put("key", key)
                    .put("version", version)
                    .put("occurredAt", Instant.EPOCH.toString())
                    .put("hops", 0);
            envelope.set("data", data);
            return envelope;
        }

        ObjectNode item() {
            ObjectNode item = JSON.createObjectNode()
                    .put("type", type)
                    .put("key", key)
                    .put("version", version)
                    .put("deleted", deleted);
            if (data != null) {
                item.set("data", data);
            }
            return item;
        }
    }

    /** One request. */
    record Call(HttpExchange exchange, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** One answer. */
    record Answer(int status, JsonNode body) {}

    /** How a path answers. */
    @FunctionalInterface
    interface Answering {
        Answer answer(Call call) throws IOException, InterruptedException;
    }
}

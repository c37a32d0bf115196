package io.tidewatch.dispatch.standin;

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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;

/** The feed of a rules engine, in memory: speaks the contract, and can be reset. */
public final class RulesEngineStandIn implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<ObjectNode> changes = new ArrayList<>();
    private final List<ObjectNode> snapshot = new ArrayList<>();
    private UUID epoch = UUID.randomUUID();
    private long seq;

    public RulesEngineStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/changes/read", this::read);
        server.createContext("/v1/changes/head", this::head);
        server.createContext("/v1/snapshot", this::snapshotPage);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Appends an action to the feed. */
    public synchronized void tell(ObjectNode action) {
        String account = action.at("/account/id").asText();
        ObjectNode change = JSON.createObjectNode()
                .put("partition", Partitions.of(account))
                .put("seq", ++seq)
                .put("type", "action")
                .put("key", action.get("id").asText())
                .put("version", 1)
                .put("occurredAt", action.path("occurredAt").asText("2026-01-01T00:00:00Z"))
                .put("hops", 1);
        change.set("data", action);
        changes.add(change);
        notifyAll();
    }

    /** What the snapshot of the partition of the action's account holds. */
    public synchronized void holdInSnapshot(ObjectNode action) {
        ObjectNode item = JSON.createObjectNode()
                .put("type", "action")
                .put("key", action.get("id").asText())
                .put("version", 1)
                .put("deleted", false);
        item.set("data", action);
        snapshot.add(item);
    }

    /** Begins a new epoch, as a restore does. */
    public synchronized void reset() {
        epoch = UUID.randomUUID();
        changes.clear();
        notifyAll();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void read(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        long deadline = System.nanoTime() + request.path("waitSeconds").asLong(0) * 1_000_000_000L;
        ObjectNode answer = JSON.createObjectNode();
        synchronized (this) {
            while (true) {
                for (JsonNode cursor : request.get("cursors")) {
                    if (!cursor.get("cursor").asText().startsWith(epoch.toString())) {
                        send(
                                exchange,
                                410,
                                "{\"type\":\"/problems/feed-reset\",\"title\":\"reset\",\"status\":410}",
                                "application/problem+json");
                        return;
                    }
                }
                ArrayNode items = answer.putArray("items");
                ArrayNode cursors = answer.putArray("cursors");
                for (JsonNode cursor : request.get("cursors")) {
                    int partition = cursor.get("partition").asInt();
                    long after = Long.parseLong(cursor.get("cursor").asText().split("/")[1]);
                    long last = after;
                    for (ObjectNode change : changes) {
                        if (change.get("partition").asInt() == partition
                                && change.get("seq").asLong() > after) {
                            items.add(change);
                            last = change.get("seq").asLong();
                        }
                    }
                    cursors.addObject().put("partition", partition).put("cursor", epoch + "/" + last);
                }
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (!items.isEmpty() || left <= 0) {
                    break;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            answer.put("more", false);
        }
        send(exchange, 200, answer.toString(), "application/json");
    }

    private synchronized void head(HttpExchange exchange) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            items.addObject().put("partition", partition).put("cursor", epoch + "/" + seq);
        }
        send(exchange, 200, answer.toString(), "application/json");
    }

    private synchronized void snapshotPage(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int partition = Integer.parseInt(query.replaceAll(".*partition=(\\d+).*", "$1"));
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        snapshot.stream()
                .filter(item -> Partitions.of(item.at("/data/account/id").asText()) == partition)
                .forEach(items::add);
        send(exchange, 200, answer.toString(), "application/json");
    }

    private static void send(HttpExchange exchange, int status, String body, String type) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

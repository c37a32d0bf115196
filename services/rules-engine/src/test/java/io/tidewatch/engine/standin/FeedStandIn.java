package io.tidewatch.engine.standin;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;

/** A service outside of this module, as far as rules-engine sees it: its feed, and account-ingestion's catalogues. */
public final class FeedStandIn implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<ObjectNode> changes = new ArrayList<>();
    private final Map<String, ObjectNode> entities = new LinkedHashMap<>();
    private final List<String> catalogues = new ArrayList<>();
    private String epoch = UUID.randomUUID().toString();
    private long seq;
    private boolean reachable = true;
    private boolean holding;
    private int held;
    private String catalogueState = "READY";

    FeedStandIn(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(run -> {
            Thread thread = new Thread(run, "stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/v1/changes/read", this::read);
        server.createContext("/v1/changes/head", this::head);
        server.createContext("/v1/snapshot", this::snapshot);
        server.createContext("/v1/catalogues/", this::catalogue);
        server.start();
    }

    /** Tells a change of an account. */
    public synchronized void tell(String accountId, String type, String key, ObjectNode data) {
        int partition = Partitions.of(accountId);
        long version = ++seq;
        ObjectNode change = JSON.createObjectNode()
                .put("partition", partition)
                .put("seq", seq)
                .put("type", type)
                .put("key", key)
                .put("version", version)
                .put("occurredAt", "2026-01-01T00:00:00Z")
                .put("hops", 0);
        change.set("data", data);
        changes.add(change);
        entities.put(type + "/" + key, change);
        notifyAll();
    }

    /** As after a restore: all cursors are foreign, and consumers begin again. */
    public synchronized void beginNewEpoch() {
        epoch = UUID.randomUUID().toString();
        notifyAll();
    }

    /** Whether requests are answered. */
    public synchronized void reachable(boolean answers) {
        reachable = answers;
        notifyAll();
    }

    /** Whether reads of the feed have to wait for their answer, however much there is to tell. */
    public synchronized void hold(boolean answers) {
        holding = answers;
        held = 0;
        notifyAll();
    }

    /** How many reads came in since answers are held back. */
    public synchronized int held() {
        return held;
    }

    /** As after a rebuild that left this account out. */
    public synchronized void forget(String accountId) {
        changes.removeIf(change -> isOf(change, accountId));
        entities.values().removeIf(change -> isOf(change, accountId));
    }

    private static boolean isOf(ObjectNode change, String accountId) {
        JsonNode data = change.path("data");
        return accountId.equals(data.path("accountId").asText(data.path("id").asText()));
    }

    /** How account-ingestion stands to catalogues: READY, COMPUTING or REFUSED. */
    public synchronized void catalogues(String state) {
        catalogueState = state;
    }

    /** The hashes that were handed over, in order. */
    public synchronized List<String> cataloguesSeen() {
        return List.copyOf(catalogues);
    }

    private synchronized void read(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        long until = System.nanoTime() + request.path("waitSeconds").asLong() * 1_000_000_000L;
        held++;
        while (holding
                || reachable
                        && !foreign(request)
                        && System.nanoTime() < until
                        && changesAfter(request).isEmpty()) {
            try {
                wait(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (foreign(request)) {
            ObjectNode reset =
                    JSON.createObjectNode().put("type", "/problems/feed-reset").put("title", "reset");
            answer(exchange, 410, reset.put("status", 410));
            return;
        }
        ObjectNode page = JSON.createObjectNode();
        ArrayNode items = page.putArray("items");
        changesAfter(request).forEach(items::add);
        ArrayNode cursors = page.putArray("cursors");
        for (JsonNode cursor : request.path("cursors")) {
            cursors.addObject()
                    .put("partition", cursor.path("partition").asInt())
                    .put("cursor", items.isEmpty() ? cursor.path("cursor").asText() : epoch + ":" + seq);
        }
        page.put("more", false);
        answer(exchange, 200, page);
    }

    private boolean foreign(JsonNode request) {
        for (JsonNode cursor : request.path("cursors")) {
            if (!cursor.path("cursor").asText().startsWith(epoch)) {
                return true;
            }
        }
        return false;
    }

    private List<ObjectNode> changesAfter(JsonNode request) {
        Map<Integer, Long> after = new LinkedHashMap<>();
        for (JsonNode cursor : request.path("cursors")) {
            String text = cursor.path("cursor").asText();
            after.put(cursor.path("partition").asInt(), Long.parseLong(text.substring(text.indexOf(':') + 1)));
        }
        return changes.stream()
                .filter(change -> change.path("seq").asLong()
                        > after.getOrDefault(change.path("partition").asInt(), Long.MAX_VALUE))
                .toList();
    }

    private synchronized void head(HttpExchange exchange) throws IOException {
        ObjectNode list = JSON.createObjectNode();
        ArrayNode items = list.putArray("items");
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            items.addObject().put("partition", partition).put("cursor", epoch + ":" + seq);
        }
        answer(exchange, 200, list);
    }

    private synchronized void snapshot(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int partition = Integer.parseInt(query.replaceAll(".*partition=(\\d+).*", "$1"));
        ObjectNode page = JSON.createObjectNode();
        ArrayNode items = page.putArray("items");
        entities.values().stream()
                .filter(change -> change.path("partition").asInt() == partition)
                .forEach(items::add);
        answer(exchange, 200, page);
    }

    private synchronized void catalogue(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String hash = exchange.getRequestURI().getPath().substring("/v1/catalogues/".length());
        catalogues.add(hash);
        if (catalogueState.equals("REFUSED")) {
            answer(exchange, 422, JSON.createObjectNode().put("type", "/problems/catalogue-refused"));
            return;
        }
        answer(
                exchange,
                200,
                JSON.createObjectNode()
                        .put("hash", hash)
                        .put("state", catalogueState)
                        .put("accountsDone", 0)
                        .put("accountsTotal", 0));
    }

    private void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        boolean authorized = exchange.getRequestHeaders().containsKey("Authorization");
        exchange.getResponseHeaders()
                .set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
        exchange.sendResponseHeaders(!reachable ? 503 : authorized ? status : 401, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

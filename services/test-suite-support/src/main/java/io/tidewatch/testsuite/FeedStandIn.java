package io.tidewatch.testsuite;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;

/** A service whose feed a test writes: speaks the protocol of the change feed, with one entry per entity in its snapshot. */
public class FeedStandIn implements AutoCloseable {

    protected static final ObjectMapper JSON = new ObjectMapper();

    /** Where an account has its id: what is about the whole portfolio, on the control partition. */
    private static final String PORTFOLIO = "*";

    private final HttpServer server;
    private final List<Entry> changes = new ArrayList<>();
    private final Map<String, Entry> snapshot = new LinkedHashMap<>();
    /** The last cursor of each partition that the consumer asked with: it has applied everything up to there. */
    private final Map<Integer, Long> applied = new HashMap<>();

    private UUID epoch = UUID.randomUUID();
    private long seq;
    private String traceparent;
    private boolean down;
    private boolean holding;
    private int held;

    /** Starts it on a free port of loopback. */
    public FeedStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        serve("/v1/changes/read", this::read);
        serve("/v1/changes/head", call -> head());
        serve("/v1/snapshot", this::snapshot);
        server.start();
    }

    /** Its address. */
    public final String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Publishes a version of an entity of an account: in the feed, and in the snapshot from now on. */
    public final synchronized void publish(String accountId, String type, String key, long version, JsonNode data) {
        Entry entry = new Entry(accountId, ++seq, type, key, version, Instant.EPOCH, false, traceparent, data);
        append(entry);
        keep(entry);
    }

    /** Publishes a further version of an entity of an account. */
    public final synchronized void publish(String accountId, String type, String key, JsonNode data) {
        publish(accountId, type, key, seq + 1, data);
    }

    /** Publishes in the feed alone, at that time. */
    public final synchronized void publishInFeed(
            String accountId, String type, String key, Instant occurredAt, JsonNode data) {
        append(new Entry(accountId, ++seq, type, key, 1, occurredAt, false, traceparent, data));
    }

    /** Shows an entity in the snapshot alone; with null as data it shows that the entity was deleted. */
    public final synchronized void showInSnapshot(
            String accountId, String type, String key, long version, JsonNode data) {
        keep(new Entry(accountId, 0, type, key, version, Instant.EPOCH, data == null, null, data));
    }

    /** The trace context of everything that is published from now on; null for none. */
    public final synchronized void publishIn(String traceparent) {
        this.traceparent = traceparent;
    }

    /** As after a restore: cursors given before are foreign, and consumers begin with the snapshot. */
    public final synchronized void beginNewEpoch() {
        epoch = UUID.randomUUID();
        changes.clear();
        applied.clear();
        notifyAll();
    }

    /** As after a restore from a backup that held nothing. */
    public final synchronized void restoreEmpty() {
        snapshot.clear();
        beginNewEpoch();
    }

    /** As after a rebuild that left this account out. */
    public final synchronized void forget(String accountId) {
        changes.removeIf(entry -> entry.accountId().equals(accountId));
        snapshot.values().removeIf(entry -> entry.accountId().equals(accountId));
    }

    /** Whether all requests get 503. */
    public final synchronized void setDown(boolean down) {
        this.down = down;
        notifyAll();
    }

    /** Whether reads of the feed have to wait for their answer, also when there are changes. */
    public final synchronized void hold(boolean answers) {
        holding = answers;
        held = 0;
        notifyAll();
    }

    /** Whether the consumer has applied every change that it can read. */
    public final synchronized boolean isApplied() {
        return down || changes.stream().allMatch(entry -> entry.seq() <= applied.getOrDefault(entry.partition(), -1L));
    }

    /** How many reads came in since answers are held back. */
    public final synchronized int held() {
        return held;
    }

    @Override
    public final void close() {
        server.stop(0);
    }

    /** Answers requests for a path, and for all below it; those without a token get 401. */
    protected final void serve(String path, Answering answering) {
        server.createContext(path, exchange -> {
            try (exchange) {
                Call call = new Call(exchange, exchange.getRequestBody().readAllBytes());
                Answer answer = answering.answer(call);
                boolean authorized =
                        String.valueOf(call.header("Authorization")).startsWith("Bearer ");
                int status = isDown() ? 503 : authorized ? answer.status() : 401;
                byte[] body = JSON.writeValueAsBytes(answer.body());
                exchange.getResponseHeaders()
                        .set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
                exchange.sendResponseHeaders(status, body.length);
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
        changes.add(entry);
        notifyAll();
    }

    private void keep(Entry entry) {
        snapshot.put(entry.type() + ' ' + entry.key(), entry);
    }

    private synchronized Answer head() {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode items = body.putArray("items");
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            items.addObject().put("partition", partition).put("cursor", epoch + "/" + seq);
        }
        return new Answer(200, body);
    }

    private synchronized Answer read(Call call) throws InterruptedException, IOException {
        JsonNode request = JSON.readTree(call.body());
        long deadline = System.nanoTime() + request.path("waitSeconds").asLong() * 1_000_000_000L;
        held++;
        Map<Integer, Long> after = new HashMap<>();
        for (JsonNode cursor : request.path("cursors")) {
            String[] parts = cursor.path("cursor").asText().split("/");
            if (!parts[0].equals(epoch.toString())) {
                return reset();
            }
            after.put(cursor.path("partition").asInt(), Long.parseLong(parts[1]));
        }
        applied.putAll(after);
        UUID asked = epoch;
        while (asked.equals(epoch)
                && (holding || !down && changesAfter(after).isEmpty() && System.nanoTime() < deadline)) {
            wait(100);
        }
        if (!asked.equals(epoch)) {
            return reset();
        }
        ObjectNode body = JSON.createObjectNode().put("more", false);
        ArrayNode items = body.putArray("items");
        changesAfter(after).forEach(entry -> items.add(entry.envelope()));
        ArrayNode cursors = body.putArray("cursors");
        after.keySet()
                .forEach(partition ->
                        cursors.addObject().put("partition", partition).put("cursor", epoch + "/" + seq));
        return new Answer(200, body);
    }

    private static Answer reset() {
        return new Answer(
                410,
                JSON.createObjectNode()
                        .put("type", "/problems/feed-reset")
                        .put("title", "reset")
                        .put("status", 410));
    }

    private List<Entry> changesAfter(Map<Integer, Long> after) {
        return changes.stream()
                .filter(entry -> entry.seq() > after.getOrDefault(entry.partition(), Long.MAX_VALUE))
                .toList();
    }

    private synchronized Answer snapshot(Call call) {
        String query = call.exchange().getRequestURI().getQuery();
        int partition = Integer.parseInt(query.replaceAll(".*partition=(\\d+).*", "$1"));
        ObjectNode body = JSON.createObjectNode();
        ArrayNode items = body.putArray("items");
        snapshot.values().stream()
                .filter(entry -> entry.partition() == partition)
                .forEach(entry -> items.add(entry.item()));
        return new Answer(200, body);
    }

    private record Entry(
            String accountId,
            long seq,
            String type,
            String key,
            long version,
            Instant occurredAt,
            boolean deleted,
            String traceparent,
            JsonNode data) {

        int partition() {
            return accountId.equals(PORTFOLIO) ? Partitions.CONTROL : Partitions.of(accountId);
        }

        ObjectNode envelope() {
            ObjectNode envelope = JSON.createObjectNode()
                    .put("partition", partition())
                    .put("seq", seq)
                    .put("type", type)
                    .put("key", key)
                    .put("version", version)
                    .put("occurredAt", occurredAt.toString())
                    .put("hops", 1);
            if (traceparent != null) {
                envelope.put("traceparent", traceparent);
            }
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
    public record Call(HttpExchange exchange, byte[] body) {

        /** A header; null when it was not sent. */
        public String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }
    }

    /** One answer. */
    public record Answer(int status, JsonNode body) {}

    /** How a path answers. */
    @FunctionalInterface
    public interface Answering {
        Answer answer(Call call) throws IOException, InterruptedException;
    }
}

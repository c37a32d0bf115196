package io.tidewatch.dispatch.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A CRM that takes webhooks and answers as a test asks it to. */
public final class CrmStandIn implements AutoCloseable {

    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Received> redirected = new CopyOnWriteArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();

    public CrmStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hooks", exchange -> take(exchange, received));
        server.createContext("/elsewhere", exchange -> take(exchange, redirected));
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks";
    }

    /** How the next requests are answered, one each; afterwards with 200. */
    public synchronized void answerNext(Answer... next) {
        answers.addAll(List.of(next));
    }

    /** Requests about an account, in order. */
    public List<Received> about(String accountId) {
        return received.stream()
                .filter(r -> r.body().contains("\"accountId\":\"" + accountId + "\""))
                .toList();
    }

    /** Requests that followed a redirect. */
    public List<Received> redirected() {
        return redirected;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange, List<Received> list) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        list.add(new Received(
                exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                body));
        Answer answer;
        synchronized (this) {
            answer = answers.isEmpty() ? new Answer(200, Map.of()) : answers.poll();
        }
        if (answer.status() == 0) {
            // Says nothing, ever.
            return;
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), -1);
        exchange.close();
    }

    /** What came in. */
    public record Received(String id, String timestamp, String signature, String body) {}

    /** What goes out; status 0 means nothing at all. */
    public record Answer(int status, Map<String, String> headers) {

        public static Answer of(int status) {
            return new Answer(status, Map.of());
        }
    }
}

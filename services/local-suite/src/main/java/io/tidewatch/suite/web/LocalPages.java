package io.tidewatch.suite.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small web server on loopback. It answers only requests that name loopback, whatever page sent them. */
public final class LocalPages implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LocalPages(HttpServer server) {
        this.server = server;
    }

    /** Answers one request. */
    @FunctionalInterface
    public interface Page {

        /**
         * The answer.
         *
         * @throws IOException when the caller went away
         */
        Answer answer(HttpExchange exchange) throws IOException;
    }

    /**
     * What is sent back.
     *
     * @param status the HTTP status
     * @param headers the headers, with the content type
     * @param body the bytes
     */
    public record Answer(int status, Map<String, String> headers, byte[] body) {

        /** A page; it may load nothing and run no script. */
        public static Answer html(String html) {
            return new Answer(
                    200,
                    Map.of(
                            "Content-Type", "text/html; charset=utf-8",
                            "Content-Security-Policy",
                                    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:"),
                    html.getBytes(StandardCharsets.UTF_8));
        }

        /** An object as JSON. */
        public static Answer json(int status, Object value) {
            try {
                return new Answer(status, Map.of("Content-Type", "application/json"), JSON.writeValueAsBytes(value));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write JSON", e);
            }
        }

        /** A short text. */
        public static Answer text(int status, String text) {
            return new Answer(
                    status, Map.of("Content-Type", "text/plain; charset=utf-8"), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Starts to listen.
     *
     * @param port of loopback; 0 for a free one
     * @param page answers every request
     * @throws UncheckedIOException when the port is taken
     */
    public static LocalPages start(int port, Page page) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            LocalPages pages = new LocalPages(server);
            server.createContext("/", exchange -> serve(exchange, page));
            server.setExecutor(pages.threads);
            server.start();
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + port, e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** The text with all that means something in HTML escaped. */
    public static String escape(String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void serve(HttpExchange exchange, Page page) throws IOException {
        try (exchange) {
            Answer answer;
            if (namesLoopback(exchange)) {
                try {
                    answer = page.answer(exchange);
                } catch (RuntimeException e) {
                    answer = Answer.text(500, "The request failed: " + e.getMessage());
                }
            } else {
                answer = Answer.text(421, "This server accepts requests only for localhost.");
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            if (answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    /** A page elsewhere that points its own name to this machine must not read what is here. */
    private static boolean namesLoopback(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return host != null && host.matches("(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?");
    }
}

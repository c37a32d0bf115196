package io.tidewatch.suite.crm;

import static io.tidewatch.suite.web.LocalPages.escape;

import com.sun.net.httpserver.HttpExchange;
import io.tidewatch.suite.web.LocalPages;
import io.tidewatch.suite.web.LocalPages.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stands for the CRM: takes webhooks, checks their signature (Standard Webhooks), and shows them. */
public final class CrmCatcher implements AutoCloseable {

    /** How many posts are kept; the oldest make room. */
    public static final int KEPT = 1000;

    private static final int LARGEST = 1024 * 1024;

    private final Clock clock;
    private final WebhookSignature signature;
    private final LocalPages pages;
    private final List<Post> posts = new ArrayList<>();

    private CrmCatcher(int port, String secret, Clock clock) {
        this.clock = clock;
        this.signature = new WebhookSignature(secret);
        this.pages = LocalPages.start(port, this::answer);
    }

    /**
     * A webhook that came in.
     *
     * @param receivedAt real time
     * @param path the path it was sent to
     * @param webhookId equal when a webhook is repeated; empty when the sender gave none
     * @param verified whether its signature is right
     * @param reason why it is not; empty when it is
     * @param body as it was sent
     */
    public record Post(
            Instant receivedAt, String path, String webhookId, boolean verified, String reason, String body) {}

    /**
     * Starts to listen.
     *
     * @param port of loopback; 0 for a free one
     * @param secret shared with the sender: `whsec_` and Base64
     */
    public static CrmCatcher start(int port, String secret, Clock clock) {
        return new CrmCatcher(port, secret, clock);
    }

    /** The port it listens on. */
    public int port() {
        return pages.port();
    }

    /** The address to send webhooks to. */
    public String hookUrl() {
        return "http://localhost:" + port() + "/hooks/crm";
    }

    /** The posts that are kept, the newest first. */
    public synchronized List<Post> posts() {
        return List.copyOf(posts.reversed());
    }

    /** Forgets all posts. */
    public synchronized void clear() {
        posts.clear();
    }

    @Override
    public void close() {
        pages.close();
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        return switch (exchange.getRequestMethod()) {
            case "POST" -> take(exchange, path);
            case "DELETE" -> {
                clear();
                yield new Answer(204, Map.of(), new byte[0]);
            }
            case "GET" ->
                path.equals("/posts")
                        ? Answer.json(200, Map.of("items", posts()))
                        : path.equals("/") ? Answer.html(list()) : Answer.text(404, "There is no such page.");
            default -> Answer.text(405, "GET, POST or DELETE.");
        };
    }

    private Answer take(HttpExchange exchange, String path) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            return Answer.text(413, "A webhook must not be larger than 1 MiB.");
        }
        String id = orEmpty(exchange.getRequestHeaders().getFirst("webhook-id"));
        String reason = signature.refusal(
                id,
                orEmpty(exchange.getRequestHeaders().getFirst("webhook-timestamp")),
                orEmpty(exchange.getRequestHeaders().getFirst("webhook-signature")),
                body,
                clock.instant());
        Post post =
                new Post(clock.instant(), path, id, reason.isEmpty(), reason, new String(body, StandardCharsets.UTF_8));
        synchronized (this) {
            posts.add(post);
            if (posts.size() > KEPT) {
                posts.removeFirst();
            }
        }
        return post.verified()
                ? new Answer(204, Map.of(), new byte[0])
                : Answer.text(401, "The signature is not valid: " + reason);
    }

    private String list() {
        StringBuilder rows = new StringBuilder();
        for (Post post : posts()) {
            rows.append("<tr><td>")
                    .append(post.receivedAt().toString(), 0, 19)
                    .append("</td><td>")
                    .append(post.verified() ? "yes" : "no: " + escape(post.reason()))
                    .append("</td><td>")
                    .append(escape(post.webhookId()))
                    .append("</td><td><code>")
                    .append(escape(post.body()))
                    .append("</code></td></tr>");
        }
        return "<!doctype html><html lang=\"en\"><title>CRM</title><style>body{font:15px system-ui,sans-serif;"
                + "margin:2rem}td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;"
                + "border-bottom:1px solid #ddd}</style><h1>What the CRM received</h1><table><tr><th>Received (UTC)"
                + "</th><th>Signature verified</th><th>Id</th><th>Content</th></tr>" + rows + "</table>";
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}

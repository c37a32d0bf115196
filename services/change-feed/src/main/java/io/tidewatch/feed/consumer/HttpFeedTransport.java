package io.tidewatch.feed.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.SnapshotPage;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Implements the protocol of {@code api-specs/shared/change-feed.yaml} over HTTP. */
public final class HttpFeedTransport implements FeedTransport {

    private static final int CONNECT_MILLIS = 3_000;

    /** How long an answer may take beyond the requested wait. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final WebClient http;
    private final URI address;
    private final Supplier<Uni<String>> token;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param vertx   for the HTTP client
     * @param address where the provider is, such as {@code http://account-ingestion:8081}
     * @param token   supplies a valid bearer token; called before every request
     */
    public HttpFeedTransport(Vertx vertx, URI address, Supplier<Uni<String>> token) {
        this.vertx = vertx;
        this.http = WebClient.create(
                vertx, new WebClientOptions().setConnectTimeout(CONNECT_MILLIS).setFollowRedirects(false));
        this.address = address;
        this.token = token;
    }

    @Override
    public Uni<ChangePage> read(ReadRequest request) {
        Buffer body = Buffer.buffer(FeedJson.request(request).toString());
        return send(
                http.postAbs(uri("/v1/changes/read")).putHeader("content-type", "application/json"),
                ANSWER.plus(request.maxWait()),
                call -> call.sendBuffer(body),
                answer -> {
                    if (answer.statusCode() == 410) {
                        throw new FeedReset(resetPartitions(answer, request), FeedReset.Reason.UNKNOWN);
                    }
                    return FeedJson.page(tree(answer, "reading changes"));
                });
    }

    @Override
    public Uni<List<Cursor>> heads() {
        return send(
                http.getAbs(uri("/v1/changes/head")),
                ANSWER,
                HttpRequest::send,
                answer -> FeedJson.cursors(tree(answer, "asking for the heads").path("items")));
    }

    @Override
    public Uni<SnapshotPage> snapshot(int partition, String after, int limit) {
        HttpRequest<Buffer> call = http.getAbs(uri("/v1/snapshot"))
                .addQueryParam("partition", Integer.toString(partition))
                .addQueryParam("limit", Integer.toString(limit));
        return send(
                after == null ? call : call.addQueryParam("after", after),
                ANSWER,
                HttpRequest::send,
                answer -> FeedJson.snapshot(tree(answer, "asking for a snapshot")));
    }

    private <T> Uni<T> send(
            HttpRequest<Buffer> call,
            Duration atMost,
            Function<HttpRequest<Buffer>, Uni<HttpResponse<Buffer>>> sender,
            Function<HttpResponse<Buffer>, T> answer) {
        return Uni.createFrom()
                .deferred(token::get)
                .chain(valid -> sender.apply(call.putHeader("accept", "application/json, application/problem+json")
                        .timeout(atMost.toMillis())
                        .bearerTokenAuthentication(valid)))
                // The limit also covers a token that does not come and an answer that begins and never ends.
                .ifNoItem()
                .after(atMost.plusSeconds(1))
                .fail()
                // A page can have megabytes: parsing it would hold up everything else on this event loop.
                .chain(response -> vertx.executeBlocking(() -> answer.apply(response), false));
    }

    private String uri(String path) {
        String base = address.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private JsonNode tree(HttpResponse<Buffer> answer, String request) {
        if (answer.statusCode() != 200) {
            throw new FeedUnavailable(request, answer.statusCode());
        }
        return parse(answer);
    }

    private JsonNode parse(HttpResponse<Buffer> answer) {
        try {
            return json.readTree(
                    answer.body() == null ? new byte[0] : answer.body().getBytes());
        } catch (IOException e) {
            throw new IllegalStateException("The answer is not valid JSON", e);
        }
    }

    private Set<Integer> resetPartitions(HttpResponse<Buffer> answer, ReadRequest request) {
        try {
            return FeedJson.resetPartitions(parse(answer), request);
        } catch (IllegalStateException e) {
            return Set.of();
        }
    }
}

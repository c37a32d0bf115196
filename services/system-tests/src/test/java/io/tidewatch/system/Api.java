package io.tidewatch.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The REST API of one service, called as one user. */
final class Api {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = client();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String url;
    private final Supplier<String> token;
    private final HttpClient http;

    Api(String url, Supplier<String> token) {
        this(url, token, HTTP);
    }

    /** @param http made by {@link #client} once the certificates were trusted that it meets */
    Api(String url, Supplier<String> token, HttpClient http) {
        this.url = url;
        this.token = token;
        this.http = http;
    }

    /** A client of its own. */
    static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    /** An answer. */
    record Answer(int status, String body, Map<String, List<String>> headers) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException("No JSON: " + body, e);
            }
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(), List.of("")).getFirst();
        }

        Answer expect(int... allowed) {
            for (int status : allowed) {
                if (status == this.status) {
                    return this;
                }
            }
            throw new AssertionError("Status " + status + ": " + body);
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer put(String path, String json, String... headers) {
        return send(with(request(path), headers)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer post(String path, String type, byte[] body, String... headers) {
        return send(with(request(path), headers)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** All items of a paged list. */
    List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        String next = null;
        do {
            String after = next == null ? "" : (path.contains("?") ? "&" : "?") + "after=" + next;
            JsonNode page = get(path + after).expect(200).json();
            page.get("items").forEach(items::add);
            next = page.path("next").asText("");
        } while (!next.isEmpty());
        return items;
    }

    /** Creates a record, or changes it as it is now. */
    Answer save(String path, String json) {
        Answer present = get(path);
        return present.status() == 404
                ? put(path, json, "If-None-Match", "*").expect(201)
                : put(path, json, "If-Match", present.header("etag")).expect(200);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT);
        String bearer = token.get();
        return bearer == null ? request : request.header("Authorization", "Bearer " + bearer);
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(), response.body(), response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

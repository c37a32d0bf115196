package io.tidewatch.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Calls a service with a token and measures how long the whole answer takes. */
public final class TimedClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;
    private final Supplier<String> token;

    /** A client of the service at that address. */
    public TimedClient(String url, Supplier<String> token) {
        this.url = url;
        this.token = token;
    }

    /** An answer, and the seconds until its last byte. */
    public record Answer(int status, byte[] body, double seconds) {

        /** The content of a success; fails with the answer otherwise. */
        public JsonNode json() {
            try {
                if (status / 100 != 2) {
                    throw new IllegalStateException("Status " + status + ": " + new String(body));
                }
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException("The answer is not JSON", e);
            }
        }
    }

    public Answer get(String path, String accept) {
        return send(request(path).header("Accept", accept).GET());
    }

    public Answer postJson(String path, String json) {
        return postJson(path, json, "application/json");
    }

    public Answer postJson(String path, String json, String accept) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .POST(BodyPublishers.ofString(json)));
    }

    public Answer putJson(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }

    /** Puts what must not exist yet. */
    public Answer createJson(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("If-None-Match", "*")
                .PUT(BodyPublishers.ofString(json)));
    }

    public Answer postCsv(String path, Path file) {
        try {
            return send(request(path)
                    .header("Content-Type", "text/csv")
                    .header("Accept", "application/json")
                    .POST(BodyPublishers.ofFile(file)));
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token.get());
    }

    private Answer send(HttpRequest.Builder request) {
        long started = System.nanoTime();
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.body(), (System.nanoTime() - started) / 1e9);
        } catch (IOException e) {
            throw new UncheckedIOException(url + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}

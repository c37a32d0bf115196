package io.tidewatch.suite.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Calls a service's REST API with a token. */
public final class ServiceClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;
    private final Supplier<String> token;

    /** The service answered, and the answer is not a success. */
    public static final class RefusedException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        private final int status;

        RefusedException(String request, int status, String body) {
            super(sentence(request + " answered " + status, body));
            this.status = status;
        }

        /** The status of the answer. */
        public int status() {
            return status;
        }

        /** What the problem says, in its own sentences; the body of an answer that is not a problem. */
        private static String sentence(String answered, String body) {
            JsonNode problem;
            try {
                problem = JSON.readTree(body);
            } catch (IOException notJson) {
                problem = JSON.nullNode();
            }
            if (!problem.path("detail").isTextual()) {
                return answered + ": " + body;
            }
            StringBuilder sentence = new StringBuilder(problem.path("detail").asText());
            problem.path("errors").forEach(error -> sentence.append("\n")
                    .append(error.path("pointer").asText())
                    .append(": ")
                    .append(error.path("detail").asText()));
            return sentence.append(" (").append(answered).append(")").toString();
        }
    }

    /**
     * A client of one service.
     *
     * @param url where it answers
     * @param token gives a valid token whenever it is asked
     */
    public ServiceClient(String url, Supplier<String> token) {
        this.url = url;
        this.token = token;
    }

    /**
     * Reads.
     *
     * @throws RefusedException when the answer is not a success
     */
    public JsonNode get(String path) {
        return call("GET", path, BodyPublishers.noBody(), "application/json");
    }

    /**
     * Writes an object.
     *
     * @throws RefusedException when the answer is not a success
     */
    public JsonNode put(String path, Map<String, ?> body) {
        try {
            return call("PUT", path, BodyPublishers.ofString(JSON.writeValueAsString(body)), "application/json");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write JSON", e);
        }
    }

    /**
     * Sends a CSV file.
     *
     * @throws RefusedException when the answer is not a success
     */
    public JsonNode postCsv(String path, BodyPublisher csv) {
        return call("POST", path, csv, "text/csv");
    }

    /**
     * Sends a ZIP file.
     *
     * @throws RefusedException when the answer is not a success
     */
    public JsonNode postZip(String path, byte[] zip) {
        return call("POST", path, BodyPublishers.ofByteArray(zip), "application/zip");
    }

    /**
     * Deletes.
     *
     * @throws RefusedException when the answer is not a success
     */
    public void delete(String path) {
        call("DELETE", path, BodyPublishers.noBody(), "application/json");
    }

    private JsonNode call(String method, String path, BodyPublisher body, String contentType) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", contentType)
                .header("Accept", "application/json, application/problem+json")
                .method(method, body)
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new RefusedException(method + " " + path, response.statusCode(), response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + url + path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}

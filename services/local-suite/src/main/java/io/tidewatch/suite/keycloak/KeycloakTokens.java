package io.tidewatch.suite.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Gets tokens of the example people and systems from a running Keycloak. It uses a token for half of its life: Keycloak
 * spends much processor time on every login.
 */
public final class KeycloakTokens {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Map<String, String>, Issued> issued = new ConcurrentHashMap<>();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String realmUrl;

    /** Tokens of the realm at that address. */
    public KeycloakTokens(String realmUrl) {
        this.realmUrl = realmUrl;
    }

    /**
     * A token of one of the example people.
     *
     * @throws IllegalStateException with Keycloak's answer when it gives none
     */
    public String ofPerson(String username) {
        return token(Map.of(
                "grant_type",
                "password",
                "client_id",
                ExampleRealm.CLI_CLIENT,
                "username",
                username,
                "password",
                ExampleRealm.PASSWORD));
    }

    /**
     * A token of a system, such as `loader`.
     *
     * @throws IllegalStateException with Keycloak's answer when it gives none
     */
    public String ofSystem(String clientId) {
        return token(Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                clientId,
                "client_secret",
                ExampleRealm.secretOf(clientId)));
    }

    /** A token, and until when (by System.nanoTime) it is used. */
    private record Issued(String token, long until) {

        boolean isFresh() {
            return System.nanoTime() - until < 0;
        }
    }

    private String token(Map<String, String> form) {
        return issued.compute(form, (key, last) -> last != null && last.isFresh() ? last : request(key))
                .token();
    }

    private Issued request(Map<String, String> form) {
        long asked = System.nanoTime();
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(realmUrl + "/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            JsonNode token = answer.path("access_token");
            if (response.statusCode() != 200 || !token.isTextual()) {
                throw new IllegalStateException(
                        "Keycloak did not issue a token: " + response.statusCode() + " " + response.body());
            }
            Duration life = Duration.ofSeconds(answer.path("expires_in").asLong());
            return new Issued(token.asText(), asked + life.dividedBy(2).toNanos());
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak does not answer at " + realmUrl, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking for a token", e);
        }
    }
}

package io.tidewatch.testsuite;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.keycloak.ExampleRealm;
import io.tidewatch.suite.keycloak.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A real Keycloak with the realm of example people, for what {@link TestTokens} cannot do: logging in, and asking who is
 * who. It is started on first need (some ten seconds), once per Java process, and is gone with it.
 */
public final class TestKeycloak {

    /** Quarkus loads test classes several times, system properties exist once. */
    private static final String URL_PROPERTY = "tidewatch.test.keycloak.url";

    private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

    private final String url;

    private TestKeycloak(String url) {
        this.url = url;
    }

    /** The one Keycloak of this process; waits until it answers. */
    public static TestKeycloak running() {
        synchronized (System.getProperties()) {
            if (System.getProperty(URL_PROPERTY) == null) {
                System.setProperty(URL_PROPERTY, start());
            }
            return new TestKeycloak(System.getProperty(URL_PROPERTY));
        }
    }

    /** The address of the server, without a realm. */
    public String url() {
        return url;
    }

    /** The address of the realm: `quarkus.oidc.auth-server-url`. */
    public String realmUrl() {
        return url + "/realms/" + ExampleRealm.NAME;
    }

    /** A token of one of the example people. */
    public String tokenOfPerson(String username) {
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

    /** A token of a system, such as `loader`. */
    public String tokenOfSystem(String clientId) {
        return token(Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                clientId,
                "client_secret",
                ExampleRealm.secretOf(clientId)));
    }

    private String token(Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(realmUrl() + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            Matcher token = ACCESS_TOKEN.matcher(response.body());
            if (!token.find()) {
                throw new IllegalStateException(
                        "Keycloak gave no token: " + response.statusCode() + " " + response.body());
            }
            return token.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking for a token", e);
        }
    }

    private static String start() {
        try {
            Path folder = Files.createTempDirectory("tidewatch-keycloak");
            KeycloakServer server = KeycloakServer.start(new KeycloakServer.Plan(
                    Checkout.current().local(),
                    folder,
                    FreePort.find(),
                    "http://localhost:8084",
                    folder.resolve("keycloak.log")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                TemporaryFolder.delete(folder);
            }));
            server.awaitReady();
            return server.url();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a Keycloak for tests", e);
        }
    }
}

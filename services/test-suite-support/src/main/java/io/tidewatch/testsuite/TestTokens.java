package io.tidewatch.testsuite;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.build.Jwt;
import io.tidewatch.suite.keycloak.ExampleRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;

/**
 * Tokens like those of Keycloak. Their issuer publishes its keys on a port of loopback; the weight of a real Keycloak is
 * for the system tests. A service trusts these tokens when it runs with {@link TestTokensResource}.
 */
public final class TestTokens {

    /** Longer than any run of tests. */
    private static final Duration USUAL_LIFE = Duration.ofHours(2);

    /** Signing a token for every request took a quarter of the processor time of a service's tests. */
    private static final Map<Claims, String> SIGNED = new ConcurrentHashMap<>();

    /** Quarkus loads test classes several times, system properties exist once. */
    private static final String ISSUER_PROPERTY = "tidewatch.test.issuer.url";

    private static final String KEY_PROPERTY = "tidewatch.test.issuer.key";

    private static RsaJsonWebKey own;

    private TestTokens() {}

    /** The settings that make a service trust these tokens, and spare it from fetching one for itself. */
    public static Map<String, String> settings() {
        return Map.of("quarkus.oidc.auth-server-url", issuer(), "tidewatch.access.fixed-token", "for-the-stand-ins");
    }

    /** A token of an unnamed person with exactly these roles; with none, of a person who may do nothing. */
    public static String withRoles(String... roles) {
        return forUser("somebody", roles);
    }

    /** A token of a person with exactly these roles; the e-mail is `username@example.com`. */
    public static String forUser(String username, String... roles) {
        return signed(new Claims(username, Set.of(roles), USUAL_LIFE, ExampleRealm.AUDIENCE));
    }

    /**
     * A token of one of the example people, with their own role.
     *
     * @throws IllegalArgumentException when no example person has that name
     */
    public static String ofPerson(String username) {
        ExampleRealm.Person person = ExampleRealm.PEOPLE.stream()
                .filter(candidate -> candidate.username().equals(username))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + username + "\" is not an example person"));
        return forUser(username, person.role());
    }

    /** A token that was valid until an hour ago. */
    public static String expired(String... roles) {
        return signed(new Claims("somebody", Set.of(roles), Duration.ofHours(-1), ExampleRealm.AUDIENCE));
    }

    /** A token whose roles were changed after it was signed. */
    public static String forged(String... roles) {
        String[] changed = withRoles(roles).split("\\.");
        String signature = withRoles().split("\\.")[2];
        return changed[0] + "." + changed[1] + "." + signature;
    }

    /** A token of the same issuer for another application. */
    public static String forAnotherAudience(String... roles) {
        return signed(new Claims("somebody", Set.of(roles), USUAL_LIFE, "another"));
    }

    /** All roles. */
    public static List<String> allRoles() {
        return List.of("csm", "cs-leader", "sales", "executive", "analyst", "admin", "integration", "service");
    }

    /** What a token says. */
    private record Claims(String username, Set<String> roles, Duration life, String audience) {}

    private static String signed(Claims claims) {
        return SIGNED.computeIfAbsent(claims, TestTokens::sign);
    }

    private static String sign(Claims claims) {
        RsaJsonWebKey key = ownKey();
        Instant end = Instant.now().plus(claims.life());
        String username = claims.username();
        return Jwt.issuer(issuer())
                .subject(UUID.nameUUIDFromBytes(username.getBytes(StandardCharsets.UTF_8))
                        .toString())
                .audience(Set.of("account", claims.audience()))
                .issuedAt(end.minus(claims.life().abs()).minusSeconds(1))
                .expiresAt(end)
                .preferredUserName(username)
                .claim("email", username + "@example.com")
                .claim("azp", "tidewatch-cli")
                .claim("realm_access", Map.of("roles", claims.roles()))
                .jws()
                .keyId(key.getKeyId())
                .sign(key.getPrivateKey());
    }

    /** The one issuer of this process, started on first need. */
    private static String issuer() {
        synchronized (System.getProperties()) {
            if (System.getProperty(ISSUER_PROPERTY) == null) {
                RsaJsonWebKey key = newKey();
                System.setProperty(KEY_PROPERTY, key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
                System.setProperty(ISSUER_PROPERTY, publish(key));
            }
            return System.getProperty(ISSUER_PROPERTY);
        }
    }

    private static synchronized RsaJsonWebKey ownKey() {
        if (own == null) {
            issuer();
            try {
                own = (RsaJsonWebKey) JsonWebKey.Factory.newJwk(System.getProperty(KEY_PROPERTY));
            } catch (JoseException e) {
                throw new IllegalStateException("The key of the test issuer is damaged", e);
            }
        }
        return own;
    }

    private static RsaJsonWebKey newKey() {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("test-key");
            key.setUse("sig");
            key.setAlgorithm("RS256");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException("This JDK has no RSA", e);
        }
    }

    private static String publish(RsaJsonWebKey key) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            String path = "/realms/" + ExampleRealm.NAME;
            String issuer = "http://localhost:" + server.getAddress().getPort() + path;
            serve(server, path + "/.well-known/openid-configuration", """
                    {"issuer": "%1$s", "jwks_uri": "%1$s/protocol/openid-connect/certs",
                     "authorization_endpoint": "%1$s/protocol/openid-connect/auth",
                     "token_endpoint": "%1$s/protocol/openid-connect/token",
                     "end_session_endpoint": "%1$s/protocol/openid-connect/logout",
                     "response_types_supported": ["code"], "subject_types_supported": ["public"],
                     "id_token_signing_alg_values_supported": ["RS256"]}
                    """.formatted(issuer));
            serve(server, path + "/protocol/openid-connect/certs", new JsonWebKeySet(key).toJson());
            server.createContext(path + "/protocol/openid-connect/token", TestTokens::exchange);
            Thread.ofPlatform().daemon().start(server::start).join();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the issuer of test tokens", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting the issuer of test tokens", e);
        }
    }

    private static void serve(HttpServer server, String path, String json) {
        server.createContext(path, exchange -> answer(exchange, 200, json));
    }

    /**
     * The end of a login in a browser: the code is the name of an example person, or {@code unavailable}; any other one was used
     * before.
     */
    private static void exchange(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String code = form.replaceFirst("(?:.*&)?code=([^&]*).*", "$1");
        if (ExampleRealm.PEOPLE.stream().anyMatch(person -> person.username().equals(code))) {
            String token = ofPerson(code);
            answer(exchange, 200, """
                    {"access_token": "%1$s", "id_token": "%1$s", "refresh_token": "none", "token_type": "Bearer",
                     "expires_in": %2$d}
                    """.formatted(token, USUAL_LIFE.toSeconds()));
        } else if (code.equals("unavailable")) {
            answer(exchange, 503, "{\"error\": \"temporarily_unavailable\"}");
        } else {
            answer(exchange, 400, "{\"error\": \"invalid_grant\", \"error_description\": \"Code not valid\"}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}

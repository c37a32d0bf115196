package io.tidewatch.testsuite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidewatch.suite.keycloak.ExampleRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An OIDC issuer: discovery, keys and tokens for systems, over the JDK's own web server. */
final class TestIssuer {

    private static final String KEY_ID = "test-key";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Quarkus loads test classes several times, system properties exist once. */
    private static final String URL_PROPERTY = "tidewatch.test.issuer.url";

    private static final String KEY_PROPERTY = "tidewatch.test.issuer.key";

    private final String url;
    private final PrivateKey key;

    private TestIssuer(String url, PrivateKey key) {
        this.url = url;
        this.key = key;
    }

    /** The one issuer of this process, started on first need. */
    static TestIssuer running() {
        synchronized (System.getProperties()) {
            String url = System.getProperty(URL_PROPERTY);
            if (url != null) {
                return new TestIssuer(url, decode(System.getProperty(KEY_PROPERTY)));
            }
            KeyPair keys = newKeys();
            TestIssuer issuer = start(keys);
            System.setProperty(URL_PROPERTY, issuer.url);
            System.setProperty(
                    KEY_PROPERTY,
                    Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()));
            return issuer;
        }
    }

    /** One that claims to be the issuer but has another key. */
    static TestIssuer stranger() {
        return new TestIssuer(running().url, newKeys().getPrivate());
    }

    String url() {
        return url;
    }

    /** Signs a token that ends after the given life, which may lie in the past. */
    String sign(String username, String clientId, Set<String> roles, Duration life) {
        return sign(username, clientId, roles, life, List.of("account", ExampleRealm.AUDIENCE));
    }

    /** The same, for whom the token is said to be. */
    String sign(String username, String clientId, Set<String> roles, Duration life, List<String> audience) {
        Instant end = Instant.now().plus(life);
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", url);
        claims.put(
                "sub",
                UUID.nameUUIDFromBytes(username.getBytes(StandardCharsets.UTF_8))
                        .toString());
        claims.put("aud", audience);
        claims.put("typ", "Bearer");
        claims.put("azp", clientId);
        claims.put("iat", Math.min(Instant.now().getEpochSecond(), end.getEpochSecond() - 1));
        claims.put("exp", end.getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("preferred_username", username);
        claims.put("email", username + "@example.com");
        claims.put("realm_access", Map.of("roles", roles));
        try {
            String content = encode(JSON.writeValueAsBytes(Map.of("alg", "RS256", "typ", "JWT", "kid", KEY_ID))) + "."
                    + encode(JSON.writeValueAsBytes(claims));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + encode(signature.sign());
        } catch (JsonProcessingException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot sign a token", e);
        }
    }

    private static TestIssuer start(KeyPair keys) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            String url = "http://localhost:" + server.getAddress().getPort() + "/realms/" + ExampleRealm.NAME;
            TestIssuer issuer = new TestIssuer(url, keys.getPrivate());
            String path = "/realms/" + ExampleRealm.NAME;
            server.createContext(
                    path + "/.well-known/openid-configuration", exchange -> answer(exchange, 200, discovery(url)));
            server.createContext(
                    path + "/protocol/openid-connect/certs",
                    exchange -> answer(exchange, 200, keySet((RSAPublicKey) keys.getPublic())));
            server.createContext(path + "/protocol/openid-connect/token", issuer::grant);
            Thread thread = new Thread(server::start, "test-issuer");
            thread.setDaemon(true);
            thread.start();
            thread.join();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the issuer of test tokens", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting the issuer of test tokens", e);
        }
    }

    private static Map<String, Object> discovery(String url) {
        Map<String, Object> discovery = new LinkedHashMap<>();
        discovery.put("issuer", url);
        discovery.put("jwks_uri", url + "/protocol/openid-connect/certs");
        discovery.put("token_endpoint", url + "/protocol/openid-connect/token");
        discovery.put("authorization_endpoint", url + "/protocol/openid-connect/auth");
        discovery.put("end_session_endpoint", url + "/protocol/openid-connect/logout");
        discovery.put("userinfo_endpoint", url + "/protocol/openid-connect/userinfo");
        discovery.put("introspection_endpoint", url + "/protocol/openid-connect/token/introspect");
        discovery.put("response_types_supported", List.of("code"));
        discovery.put("subject_types_supported", List.of("public"));
        discovery.put("id_token_signing_alg_values_supported", List.of("RS256"));
        return discovery;
    }

    private static Map<String, Object> keySet(RSAPublicKey key) {
        return Map.of(
                "keys",
                List.of(Map.of(
                        "kid",
                        KEY_ID,
                        "kty",
                        "RSA",
                        "alg",
                        "RS256",
                        "use",
                        "sig",
                        "n",
                        encode(unsigned(key.getModulus().toByteArray())),
                        "e",
                        encode(unsigned(key.getPublicExponent().toByteArray())))));
    }

    /** The client-credentials grant, for the services' own tokens. */
    private void grant(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        String clientId = form.get("client_id");
        String secret = form.get("client_secret");
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        if (clientId == null && basic != null && basic.startsWith("Basic ")) {
            String[] credentials =
                    new String(Base64.getDecoder().decode(basic.substring(6)), StandardCharsets.UTF_8).split(":", 2);
            clientId = credentials[0];
            secret = credentials.length > 1 ? credentials[1] : "";
        }
        String role = clientId == null ? null : ExampleRealm.SYSTEMS.get(clientId);
        if (role == null || !ExampleRealm.secretOf(clientId).equals(secret)) {
            answer(exchange, 401, Map.of("error", "unauthorized_client"));
            return;
        }
        answer(
                exchange,
                200,
                Map.of(
                        "access_token",
                        sign("service-account-" + clientId, clientId, Set.of(role), Duration.ofMinutes(5)),
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300));
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        Map<String, String> form = new HashMap<>();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no RSA", e);
        }
    }

    private static PrivateKey decode(String key) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of the test issuer is damaged", e);
        }
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

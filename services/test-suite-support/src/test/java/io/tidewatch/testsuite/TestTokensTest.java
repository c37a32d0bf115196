package io.tidewatch.testsuite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TestTokensTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aTokenIsVerifiedWithThePublishedKeyAndCarriesItsRolesAsKeycloaksDo() throws Exception {
        String token = TestTokens.forUser("nadia", "csm", "admin");

        assertThat(isSignedWith(publishedKey(), token)).isTrue();
        JsonNode claims = claims(token);
        assertThat(claims.at("/iss").asText()).isEqualTo(TestTokens.issuer());
        assertThat(claims.at("/preferred_username").asText()).isEqualTo("nadia");
        assertThat(claims.at("/realm_access/roles").valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrder("csm", "admin");
        assertThat(claims.at("/exp").asLong()).isGreaterThan(Instant.now().getEpochSecond());
    }

    @Test
    void aForgedTokenFailsTheVerification() throws Exception {
        assertThat(isSignedWith(publishedKey(), TestTokens.forged("admin"))).isFalse();
    }

    @Test
    void anExpiredTokenIsWellSignedButOver() throws Exception {
        String token = TestTokens.expired("admin");

        assertThat(isSignedWith(publishedKey(), token)).isTrue();
        assertThat(claims(token).at("/exp").asLong()).isLessThan(Instant.now().getEpochSecond());
    }

    @Test
    void aServiceGetsItsOwnTokenForItsSecret() throws Exception {
        String token = JSON.readTree(grant("rules-engine", "local-rules-engine").body())
                .at("/access_token")
                .asText();

        assertThat(claims(token).at("/realm_access/roles/0").asText()).isEqualTo("service");
    }

    @Test
    void aWrongSecretGetsNone() throws Exception {
        assertThat(grant("rules-engine", "guess").statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> grant(String client, String secret) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(TestTokens.issuer() + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=" + client + "&client_secret=" + secret))
                .build());
    }

    private static PublicKey publishedKey() throws Exception {
        JsonNode discovery = JSON.readTree(
                send(HttpRequest.newBuilder(URI.create(TestTokens.issuer() + "/.well-known/openid-configuration"))
                                .build())
                        .body());
        JsonNode key = JSON.readTree(send(HttpRequest.newBuilder(
                                        URI.create(discovery.at("/jwks_uri").asText()))
                                .build())
                        .body())
                .at("/keys/0");
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, decode(key.at("/n").asText())),
                        new BigInteger(1, decode(key.at("/e").asText()))));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static boolean isSignedWith(PublicKey key, String token) throws GeneralSecurityException {
        int dot = token.lastIndexOf('.');
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(key);
        signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(decode(token.substring(dot + 1)));
    }

    private static JsonNode claims(String token) throws IOException {
        return JSON.readTree(decode(token.split("\\.")[1]));
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}

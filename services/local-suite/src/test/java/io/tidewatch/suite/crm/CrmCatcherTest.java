package io.tidewatch.suite.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrmCatcherTest {

    // The example of the Standard Webhooks specification.
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TIMESTAMP = "1614265330";
    private static final String BODY = "{\"test\": 2432232314}";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private final CrmCatcher catcher =
            CrmCatcher.start(0, SECRET, Clock.fixed(Instant.ofEpochSecond(1614265331), ZoneOffset.UTC));

    @AfterEach
    void stop() {
        catcher.close();
    }

    @Test
    void theSignatureOfTheSpecificationIsVerified() throws Exception {
        assertThat(post(SIGNATURE, TIMESTAMP, BODY)).isEqualTo(204);

        JsonNode post = new ObjectMapper().readTree(get("/posts")).at("/items/0");
        assertThat(post.at("/verified").asBoolean()).isTrue();
        assertThat(post.at("/webhookId").asText()).isEqualTo(ID);
        assertThat(post.at("/body").asText()).isEqualTo(BODY);
        assertThat(get("/")).contains("<td>yes</td>");
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() throws Exception {
        assertThat(post("v1," + Base64.getEncoder().encodeToString(new byte[32]) + " " + SIGNATURE, TIMESTAMP, BODY))
                .isEqualTo(204);
    }

    @Test
    void aChangedBodyIsShownAsNotVerified() throws Exception {
        assertThat(post(SIGNATURE, TIMESTAMP, "{\"test\": 1}")).isEqualTo(401);

        assertThat(catcher.posts()).singleElement().satisfies(post -> {
            assertThat(post.verified()).isFalse();
            assertThat(post.reason()).isEqualTo("no signature matches");
        });
    }

    @Test
    void anOldWebhookIsNotBelieved() throws Exception {
        byte[] signature = new WebhookSignature(SECRET).sign(ID, "1614265000", BODY.getBytes(StandardCharsets.UTF_8));

        assertThat(post("v1," + Base64.getEncoder().encodeToString(signature), "1614265000", BODY))
                .isEqualTo(401);
        assertThat(catcher.posts().getFirst().reason()).contains("five minutes");
    }

    private int post(String signature, String timestamp, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(catcher.hookUrl()))
                .header("webhook-id", ID)
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + catcher.port() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}

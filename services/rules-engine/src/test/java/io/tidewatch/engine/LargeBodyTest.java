package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.testsuite.TestTokens;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies that are larger than anything the contract takes. */
@EngineTest
class LargeBodyTest {

    private static final int BOUND = 2 * 1024 * 1024;

    @Test
    void aLargeBodyIsRefusedInWordsWhetherItSaysItsLengthOrComesInChunks() throws Exception {
        for (BodyPublisher body : List.of(
                BodyPublishers.ofByteArray(new byte[BOUND + 1]),
                BodyPublishers.ofByteArray(new byte[25_000_000]),
                inChunks(new byte[BOUND + 1]))) {
            assertTooLarge(send("POST", "/v1/bundles", "application/zip", body));
            assertTooLarge(send("PUT", "/v1/clock", "application/json", body));
        }
    }

    @Test
    void aBodyUpToTheBoundIsReadByWhoeverUnderstandsIt() throws Exception {
        for (BodyPublisher body : List.of(BodyPublishers.ofByteArray(new byte[BOUND]), inChunks(new byte[BOUND]))) {
            HttpResponse<String> answer = send("POST", "/v1/bundles", "application/zip", body);

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(JsonPath.from(answer.body()).getString("type")).endsWith("/bundle-unreadable");
        }
    }

    private static void assertTooLarge(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JsonPath.from(answer.body()).getString("type")).endsWith("/too-large");
    }

    private static HttpResponse<String> send(String method, String path, String type, BodyPublisher body)
            throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                            .header("Authorization", "Bearer " + TestTokens.withRoles("admin"))
                            .header("Content-Type", type)
                            .timeout(Duration.ofSeconds(30))
                            .method(method, body)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /** The length of a stream is not known in advance. */
    private static BodyPublisher inChunks(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }
}

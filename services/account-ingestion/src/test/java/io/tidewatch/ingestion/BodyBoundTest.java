package io.tidewatch.ingestion;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tidewatch.testsuite.TestTokens;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are larger than anything the contract takes. */
@QuarkusTest
@IngestionTest
class BodyBoundTest {

    private static final String REFUSED = "{\"type\":\"/problems/too-large\",\"title\":\"Too large\",\"status\":413,"
            + "\"detail\":\"The body must not be larger than 2097152 bytes.\",\"instance\":\"/v1/accounts/acme\"}";

    @BeforeEach
    void empty() {
        Ingestion.forgetEverything();
    }

    @Test
    void aLargeBodyIsRefusedWhetherItSaysItsLengthOrComesInChunks() throws Exception {
        for (BodyPublisher body :
                List.of(BodyPublishers.ofByteArray(account(3_000_000)), inChunks(account(3_000_000)))) {
            HttpResponse<String> answer = put(body);

            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(json(answer.body())).isEqualTo(json(REFUSED));
        }
        assertThat(number("select count(*) from account")).isZero();
    }

    @Test
    void aBodyInChunksUpToTheBoundIsTaken() throws Exception {
        assertThat(put(inChunks(account(2_000_000))).statusCode()).isEqualTo(201);
        assertThat(put(inChunks(account(10))).statusCode()).isEqualTo(412);
        assertThat(as("csm").get("/v1/accounts/acme").<String>path("name")).isEqualTo("Acme");
    }

    @Test
    void theBoundOfBodiesDoesNotApplyToAFileInChunks() throws Exception {
        byte[] csv = ("user_id,account_id,email,seat_assigned_from,seat_assigned_until\n" + "\n".repeat(3_000_000))
                .getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/v1/imports?mapping=tidewatch-users"))
                .header("Content-Type", "text/csv")
                .POST(inChunks(csv)));

        assertThat(answer.statusCode()).isEqualTo(202);
    }

    private static HttpResponse<String> put(BodyPublisher body) throws Exception {
        return send(HttpRequest.newBuilder(uri("/v1/accounts/acme"))
                .header("Content-Type", "application/json")
                .header("If-None-Match", "*")
                .PUT(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    request.header("Authorization", "Bearer " + TestTokens.withRoles("admin"))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + RestAssured.port + path);
    }

    /** The length of a stream is not known in advance. */
    private static BodyPublisher inChunks(byte[] body) {
        return BodyPublishers.ofInputStream(() ->
                new SequenceInputStream(Collections.enumeration(List.<InputStream>of(new ByteArrayInputStream(body)))));
    }

    /** An account with so many bytes that nobody reads. */
    private static byte[] account(int bytes) {
        return ("{\"name\": \"Acme\"" + " ".repeat(bytes) + "}").getBytes(StandardCharsets.UTF_8);
    }
}

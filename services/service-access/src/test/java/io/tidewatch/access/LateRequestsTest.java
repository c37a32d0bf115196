package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that stops, under requests that go on. */
class LateRequestsTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Router router = Router.router(vertx);
    private HttpServer server;

    @BeforeEach
    void start() {
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @Timeout(30)
    void requestAfterTheDelayIsRejectedForNow() throws Exception {
        LateRequests late = serving(Duration.ZERO);
        assertThat(ask().statusCode()).isEqualTo(200);

        late.beginStop(new ShutdownDelayInitiatedEvent());

        HttpResponse<String> answer = ask();
        while (answer.statusCode() == 200) {
            answer = ask();
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("/problems/unavailable", "\"instance\":\"/v1/flags\"", "Send the request again");
    }

    @Test
    void requestWithinTheDelayIsAnswered() throws Exception {
        serving(Duration.ofHours(1)).beginStop(new ShutdownDelayInitiatedEvent());
        assertThat(ask().statusCode()).isEqualTo(200);
    }

    private LateRequests serving(Duration delay) {
        LateRequests late = new LateRequests(vertx, new ObjectMapper(), delay);
        late.install(router);
        router.route("/v1/flags").handler(context -> context.end("[]"));
        return late;
    }

    private HttpResponse<String> ask() throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/v1/flags"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica that has just started, in front of a real HTTP server. */
class WarmUpTest {

    private static final int REQUESTS = 20;
    private static final Optional<String> PATH = Optional.of("/v1/flags?limit=5");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final Queue<HttpServerRequest> received = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void replicaIsReadyWhenItHasAnsweredAllOfItsOwnRequests() {
        WarmUp warmUp = warmUp(PATH, HOUR);
        // The last one is not answered yet.
        started(warmUp, request -> {
            if (received.size() < REQUESTS) {
                request.response().end("[]");
            }
        });
        Awaitility.await().until(() -> received.size() == REQUESTS);
        assertThat(status(warmUp)).isEqualTo(Status.DOWN);

        received.forEach(request -> {
            if (!request.response().ended()) {
                request.response().end("[]");
            }
        });

        awaitReady(warmUp);
        assertThat(requests(warmUp)).isEqualTo(REQUESTS);
        assertThat(received).hasSize(REQUESTS).allSatisfy(request -> {
            assertThat(request.uri()).isEqualTo("/v1/flags?limit=5");
            assertThat(request.getHeader("Authorization")).isEqualTo("Bearer own");
        });
    }

    @Test
    void replicaIsNotReadyBeforeItListens() {
        assertThat(status(warmUp(PATH, HOUR))).isEqualTo(Status.DOWN);
    }

    @Test
    void replicaWhoseRequestFailsIsReadyWithoutTheOthers() {
        WarmUp warmUp = warmUp(PATH, HOUR);
        started(warmUp, request -> request.response()
                .setStatusCode(received.size() < 3 ? 200 : 503)
                .end());
        awaitReady(warmUp);
        assertThat(requests(warmUp)).isEqualTo(2);
        assertThat(received).hasSize(3);
    }

    @Test
    void replicaThatDoesNotAnswerIsReadyAfterTheLimit() {
        WarmUp warmUp = warmUp(PATH, Duration.ofMillis(200));
        started(warmUp, request -> {});
        awaitReady(warmUp);
        assertThat(requests(warmUp)).isZero();
    }

    @Test
    void serviceWithoutAPathRequestsNothing() {
        WarmUp warmUp = warmUp(Optional.empty(), HOUR);
        started(warmUp, request -> request.response().end());
        assertThat(status(warmUp)).isEqualTo(Status.UP);
        assertThat(received).isEmpty();
    }

    private WarmUp warmUp(Optional<String> path, Duration limit) {
        return new WarmUp(
                new io.vertx.mutiny.core.Vertx(vertx), new ServiceToken(null, new Own()), new Settings(path, limit));
    }

    private void started(WarmUp warmUp, Consumer<HttpServerRequest> answer) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    received.add(request);
                    answer.accept(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        warmUp.onHttp(new HttpServerStart(new HttpServerOptions().setPort(server.actualPort())));
    }

    private static void awaitReady(WarmUp warmUp) {
        Awaitility.await().until(() -> status(warmUp) == Status.UP);
    }

    private static Status status(WarmUp warmUp) {
        return warmUp.call().getStatus();
    }

    private static long requests(WarmUp warmUp) {
        return (long) warmUp.call().getData().orElseThrow().get("requests");
    }

    private record Settings(Optional<String> path, Duration limit) implements WarmUpConfig {

        @Override
        public int requests() {
            return REQUESTS;
        }
    }

    private record Own() implements AccessConfig {

        @Override
        public String clientSecret() {
            return "unused";
        }

        @Override
        public Optional<String> fixedToken() {
            return Optional.of("own");
        }
    }
}

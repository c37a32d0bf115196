package io.tidewatch.access;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.FailureText;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Sends a new replica some requests of its own before it is ready. The JVM loads, interprets and compiles the code of the first
 * requests, so they take many times as long as later ones; under its full share of the load, a new replica falls behind
 * and rejects requests until it has caught up.
 *
 * <p>The warm-up ends early when a request fails. Then the replica is ready without it: without an issuer it gets no token, and it
 * must start all the same.
 */
@Readiness
@ApplicationScoped
public class WarmUp implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(WarmUp.class);

    private final Vertx vertx;
    private final ServiceToken token;
    private final WarmUpConfig config;
    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean over;

    public WarmUp(Vertx vertx, ServiceToken token, WarmUpConfig config) {
        this.vertx = vertx;
        this.token = token;
        this.config = config;
        this.over = config.path().isEmpty();
    }

    /** Up when the warm-up is over, with the number of requests that were answered. */
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("warm-up")
                .status(over)
                .withData("requests", answers.get())
                .build();
    }

    void onHttp(@ObservesAsync HttpServerStart started) {
        begin(started.options());
    }

    void onHttps(@ObservesAsync HttpsServerStart started) {
        begin(started.options());
    }

    private void begin(HttpServerOptions server) {
        if (over) {
            return;
        }
        long since = System.nanoTime();
        Uni.createFrom()
                .deferred(() -> requests(server))
                .ifNoItem()
                .after(config.limit())
                .fail()
                .subscribe()
                .with(done -> end(since, "all answered"), failure -> end(since, FailureText.of(failure)));
    }

    private Uni<Void> requests(HttpServerOptions server) {
        // A certificate names the service, and this address is within the pod.
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setSsl(server.isSsl()).setTrustAll(true).setVerifyHost(false));
        RequestOptions request = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(server.getPort())
                .setURI(config.path().orElseThrow());
        return token.bearer()
                .chain(bearer -> Multi.createBy()
                        .repeating()
                        .uni(() -> send(client, request, bearer))
                        .atMost(config.requests())
                        .collect()
                        .last())
                .onTermination()
                .call(client::close);
    }

    private Uni<Void> send(HttpClient client, RequestOptions request, String bearer) {
        return client.request(request)
                .chain(sent ->
                        sent.putHeader("Authorization", "Bearer " + bearer).send())
                .chain(answer -> answer.body().replaceWith(answer.statusCode()))
                .invoke(status -> {
                    if (status != 200) {
                        throw new IllegalStateException("status " + status);
                    }
                    answers.incrementAndGet();
                })
                .replaceWithVoid();
    }

    private void end(long since, String how) {
        over = true;
        LOG.infof(
                "Warm-up: %d of %d requests in %d ms (%s)",
                answers.get(), config.requests(), (System.nanoTime() - since) / 1_000_000, how);
    }
}

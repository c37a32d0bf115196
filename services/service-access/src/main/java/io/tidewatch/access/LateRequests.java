package io.tidewatch.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.tidewatch.problem.Problem;
import io.tidewatch.problem.RequestProblem;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Rejects the requests that still arrive when the time is over in which clients and load balancers learn that the service stops.
 * Quarkus goes on accepting them and waits until none is under way. With steady traffic that moment never comes, and the requests
 * that are under way at the end of its patience would be cut off.
 */
@ApplicationScoped
public class LateRequests {

    private final Vertx vertx;
    private final ObjectMapper json;
    private final Duration delay;
    private volatile boolean late;

    /** @param delay how long a service that stops accepts requests */
    public LateRequests(
            Vertx vertx, ObjectMapper json, @ConfigProperty(name = "quarkus.shutdown.delay") Duration delay) {
        this.vertx = vertx;
        this.json = json;
        this.delay = delay;
    }

    void install(@Observes Router router) {
        // Before the handlers of Quarkus, which ask who calls.
        router.route().order(Integer.MIN_VALUE).handler(this::handle);
    }

    void beginStop(@Observes ShutdownDelayInitiatedEvent event) {
        // A timer takes at least a millisecond.
        vertx.setTimer(Math.max(1, delay.toMillis()), fired -> late = true);
    }

    private void handle(RoutingContext context) {
        if (!late) {
            context.next();
            return;
        }
        Problem problem = Problem.of(
                RequestProblem.UNAVAILABLE,
                "This replica of the service stops. Send the request again.",
                context.request().path(),
                List.of());
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Retry-After", "1")
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(text(problem));
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values can be written as JSON", e);
        }
    }
}

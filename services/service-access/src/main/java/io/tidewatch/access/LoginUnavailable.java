package io.tidewatch.access;

import io.tidewatch.problem.ProblemMappers;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Answers 503 where the HTTP layer itself demands a login, as for the pages of the console, and the identity provider does not
 * answer. {@link LoginFirst} does the same for the API.
 */
@ApplicationScoped
public class LoginUnavailable {

    private static final int UNAVAILABLE = 503;

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(LoginUnavailable::answer);
    }

    private static void answer(RoutingContext context) {
        if (!IssuerUnavailable.isCauseOf(context.failure())
                || context.response().headWritten()) {
            context.next();
            return;
        }
        IssuerUnavailable.problem(context.failure());
        context.response()
                .setStatusCode(UNAVAILABLE)
                .putHeader("Retry-After", IssuerUnavailable.RETRY_AFTER_SECONDS)
                .putHeader("Content-Type", "text/plain; charset=UTF-8")
                .end(ProblemMappers.LOGIN_UNAVAILABLE);
    }
}

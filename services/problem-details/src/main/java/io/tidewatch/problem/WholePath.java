package io.tidewatch.problem;

import io.vertx.core.http.HttpServerRequest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Rejects paths with a semicolon: Jakarta REST would cut off what follows, and the rest may name another record. */
public class WholePath {

    /** Rejects a semicolon that is not percent-encoded. */
    @ServerRequestFilter(preMatching = true)
    public void check(HttpServerRequest request) {
        // The raw path; the one that Jakarta REST shows is already cut.
        if (request.path().indexOf(';') >= 0) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    "A path must not contain a semicolon; write %3B for one that is part of an id.");
        }
    }
}

package io.tidewatch.problem;

import io.vertx.core.http.HttpServerRequest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Takes a path as it stands: what follows a semicolon would be cut off in silence, and another record be meant. */
public class WholePath {

    /** Refuses what is left to read as a parameter inside the path. */
    @ServerRequestFilter(preMatching = true)
    public void check(HttpServerRequest request) {
        // As it came: the path that Jakarta REST shows is cut already.
        if (request.path().indexOf(';') >= 0) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    "A path here has no parameters after a semicolon; one that belongs to an id is written %3B.");
        }
    }
}

package io.tidewatch.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Rejects addresses with characters that no id, name or filter can contain. */
public class UnreadablePath {

    /** Rejects NUL, which PostgreSQL cannot store. */
    @ServerRequestFilter(preMatching = true)
    public Response refuse(ContainerRequestContext request) {
        if (!request.getUriInfo().getRequestUri().toString().contains("%00")) {
            return null;
        }
        return ProblemMappers.answer(
                RequestProblem.INVALID_REQUEST,
                "An address must not contain NUL characters (%00).",
                List.of(),
                Map.of(),
                request.getUriInfo());
    }
}

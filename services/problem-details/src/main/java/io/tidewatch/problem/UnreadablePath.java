package io.tidewatch.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Turns away addresses that no id, name or filter of ours can be part of, before any feature sees them. */
public class UnreadablePath {

    /** A NUL, which no database takes. */
    @ServerRequestFilter(preMatching = true)
    public Response refuse(ContainerRequestContext request) {
        if (!request.getUriInfo().getRequestUri().toString().contains("%00")) {
            return null;
        }
        return ProblemMappers.answer(
                RequestProblem.INVALID_REQUEST,
                "An address has no NUL characters.",
                List.of(),
                Map.of(),
                request.getUriInfo());
    }
}

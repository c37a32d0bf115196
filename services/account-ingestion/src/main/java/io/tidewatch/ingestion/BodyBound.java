package io.tidewatch.ingestion;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Only uploads may be large, because they stream; every other body is held in memory. */
public class BodyBound {

    private static final long LARGEST = 2 * 1024 * 1024;
    private static final String UPLOADS = "/v1/imports";

    /** Refuses a body by its declared length, before it is read. */
    @ServerRequestFilter(preMatching = true)
    public void check(ContainerRequestContext request) {
        String declared = request.getHeaderString("Content-Length");
        if (declared != null
                && declared.matches("\\d{7,}")
                && (declared.length() > 18 || Long.parseLong(declared) > LARGEST)
                && !request.getUriInfo().getPath().equals(UPLOADS)) {
            throw new ProblemException(
                    RequestProblem.TOO_LARGE, "Bodies of up to " + LARGEST + " bytes are taken here.");
        }
    }
}

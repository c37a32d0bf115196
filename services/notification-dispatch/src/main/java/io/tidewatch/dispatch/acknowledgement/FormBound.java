package io.tidewatch.dispatch.acknowledgement;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Bounds forms before they are parsed: Quarkus answers a form with a long field or very many fields with 500 instead of
 * 413. Browsers declare the length of a form; one without content may have none.
 */
public class FormBound {

    private static final int LARGEST = 1024;

    @ServerRequestFilter
    public void check(ContainerRequestContext request) {
        if (MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(request.getMediaType())
                && (request.getLength() > LARGEST || request.getHeaderString("Transfer-Encoding") != null)) {
            throw new ProblemException(
                    RequestProblem.TOO_LARGE,
                    "A form must declare its length (Content-Length) of at most " + LARGEST + " bytes.",
                    List.of(),
                    Map.of("Connection", "close"));
        }
    }
}

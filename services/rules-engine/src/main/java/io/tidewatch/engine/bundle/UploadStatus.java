package io.tidewatch.engine.bundle;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Answers an upload with 202, as the contract says: the bundle is stored and checked afterwards. The generated interface
 * has no place for a status, and one declared on its implementation is ignored.
 */
public class UploadStatus {

    /** Changes the status of an upload that was stored. */
    @ServerResponseFilter
    public void accepted(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == Response.Status.OK.getStatusCode()
                && request.getMethod().equals("POST")
                && request.getUriInfo().getPath().endsWith("/v1/bundles")) {
            response.setStatus(Response.Status.ACCEPTED.getStatusCode());
        }
    }
}

package io.tidewatch.reporting.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives every CSV answer a file name, so that a browser keeps it instead of showing it. */
public class CsvFileName {

    private static final MediaType CSV = new MediaType("text", "csv");

    /** Adds the header to successful CSV answers. */
    @ServerResponseFilter
    public void propose(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == 200
                && response.getMediaType() != null
                && CSV.isCompatible(response.getMediaType())) {
            String path = request.getUriInfo().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            response.getHeaders().putSingle("Content-Disposition", "attachment; filename=\"retention-" + name + "\"");
            response.getHeaders().putSingle("Content-Type", "text/csv; charset=UTF-8; header=present");
        }
    }
}

package io.tidewatch.ingestion.imports;

import io.smallrye.common.annotation.Blocking;
import io.tidewatch.access.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.time.LocalDate;

/** Receives files as a stream; a generated interface would hold the whole body in memory. */
@Path("/v1")
public class UploadResource {

    private static final String NAME = "^[a-z0-9][a-z0-9-]{0,99}$";
    private static final String ONE_LINE = "^[^\\x00-\\x1F\\x7F-\\x9F]*$";

    private final UploadStore uploads;

    public UploadResource(UploadStore uploads) {
        this.uploads = uploads;
    }

    /** The operation {@code startImport} of the contract. */
    @POST
    @Path("/imports")
    @Blocking
    @Consumes("text/csv")
    @Produces({MediaType.APPLICATION_JSON, "application/problem+json"})
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Response startImport(
            @QueryParam("mapping") @NotNull @Pattern(regexp = NAME) String mapping,
            @QueryParam("source") @Pattern(regexp = NAME) String source,
            @QueryParam("completeThrough") LocalDate completeThrough,
            @QueryParam("corrections") @DefaultValue("false") @Pattern(regexp = "true|false") String corrections,
            @QueryParam("fileName") @Size(max = 255) @Pattern(regexp = ONE_LINE) String fileName,
            InputStream body) {
        ImportState state =
                uploads.store(mapping, source, completeThrough, Boolean.parseBoolean(corrections), fileName, body);
        return Response.accepted(ImportResource.job(state))
                .location(URI.create("/v1/imports/" + state.id()))
                .build();
    }
}

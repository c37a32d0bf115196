package io.tidewatch.ingestion.clock;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.ClockApi;
import io.tidewatch.ingestion.api.model.ClockOffset;
import io.tidewatch.time.BusinessTime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;

/** The business time of this service over HTTP. */
public class ClockResource implements ClockApi {

    private final BusinessTime time;

    public ClockResource(BusinessTime time) {
        this.time = time;
    }

    @Override
    @RolesAllowed({
        Roles.CSM,
        Roles.CS_LEADER,
        Roles.SALES,
        Roles.EXECUTIVE,
        Roles.ANALYST,
        Roles.ADMIN,
        Roles.INTEGRATION,
        Roles.SERVICE
    })
    public Uni<Response> getClock() {
        return time.read().map(reading -> Response.ok(reading).build());
    }

    @Override
    @RolesAllowed(Roles.ADMIN)
    public Uni<Response> setClock(ClockOffset offset) {
        return time.move(offset.getOffsetSeconds())
                .map(reading -> Response.ok(reading).build());
    }
}

package io.tidewatch.reporting.web;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.reporting.api.ClockApi;
import io.tidewatch.reporting.api.model.ClockOffset;
import io.tidewatch.time.BusinessTime;
import jakarta.annotation.security.RolesAllowed;

/** The business time of this service. */
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
    public Uni<BusinessTime.Reading> getClock() {
        return time.read();
    }

    @Override
    @RolesAllowed(Roles.ADMIN)
    public Uni<BusinessTime.Reading> setClock(ClockOffset offset) {
        return time.move(offset.getOffsetSeconds());
    }
}

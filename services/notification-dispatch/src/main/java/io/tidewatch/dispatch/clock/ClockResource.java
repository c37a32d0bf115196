package io.tidewatch.dispatch.clock;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.dispatch.action.ActionStart;
import io.tidewatch.dispatch.api.ClockApi;
import io.tidewatch.dispatch.api.model.ClockOffset;
import io.tidewatch.time.BusinessTime;
import jakarta.annotation.security.RolesAllowed;

/** The business time of this service. */
public class ClockResource implements ClockApi {

    private final BusinessTime time;
    private final ActionStart start;

    public ClockResource(BusinessTime time, ActionStart start) {
        this.time = time;
        this.start = start;
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
        return time.move(offset.getOffsetSeconds()).call(start::followClock);
    }
}

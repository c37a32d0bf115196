package io.tidewatch.engine.clock;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.INTEGRATION;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.ClockApi;
import io.tidewatch.engine.api.model.ClockOffset;
import io.tidewatch.time.BusinessTime;
import jakarta.annotation.security.RolesAllowed;

/** The business time of this service: {@code /v1/clock}. */
public class ClockResource implements ClockApi {

    private final BusinessTime time;

    ClockResource(BusinessTime time) {
        this.time = time;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, INTEGRATION, SERVICE})
    public Uni<BusinessTime.Reading> getClock() {
        return time.read();
    }

    @Override
    @RolesAllowed(ADMIN)
    public Uni<BusinessTime.Reading> setClock(ClockOffset offset) {
        return time.move(offset.getOffsetSeconds());
    }
}

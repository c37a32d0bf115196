package io.tidewatch.reporting.web;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.reporting.api.ClockApi;
import io.tidewatch.reporting.api.model.ClockOffset;
import io.tidewatch.reporting.api.model.ClockReading;
import io.tidewatch.time.BusinessTime;
import jakarta.annotation.security.RolesAllowed;
import java.time.ZoneOffset;

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
    public Uni<ClockReading> getClock() {
        return time.read().map(ClockResource::toApi);
    }

    @Override
    @RolesAllowed(Roles.ADMIN)
    public Uni<ClockReading> setClock(ClockOffset offset) {
        return time.move(offset.getOffsetSeconds()).map(ClockResource::toApi);
    }

    private static ClockReading toApi(BusinessTime.Reading reading) {
        return new ClockReading()
                .now(reading.now().atOffset(ZoneOffset.UTC))
                .offsetSeconds(reading.offsetSeconds())
                .adjustable(reading.adjustable());
    }
}

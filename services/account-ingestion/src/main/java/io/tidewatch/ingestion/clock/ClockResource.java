package io.tidewatch.ingestion.clock;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.ClockApi;
import io.tidewatch.ingestion.api.model.ClockOffset;
import io.tidewatch.ingestion.api.model.ClockReading;
import io.tidewatch.time.BusinessTime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.time.ZoneOffset;

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
        return time.read().map(ClockResource::answer);
    }

    @Override
    @RolesAllowed(Roles.ADMIN)
    public Uni<Response> setClock(ClockOffset offset) {
        return time.move(offset.getOffsetSeconds()).map(ClockResource::answer);
    }

    private static Response answer(BusinessTime.Reading reading) {
        return Response.ok(new ClockReading()
                        .now(reading.now().atOffset(ZoneOffset.UTC))
                        .offsetSeconds(reading.offsetSeconds())
                        .adjustable(reading.adjustable()))
                .build();
    }
}

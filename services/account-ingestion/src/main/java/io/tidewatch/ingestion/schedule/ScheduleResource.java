package io.tidewatch.ingestion.schedule;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.SchedulesApi;
import io.tidewatch.ingestion.api.model.RecordLink;
import io.tidewatch.ingestion.api.model.ScheduleChange;
import io.tidewatch.ingestion.api.model.ScheduleChangeResult;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** Schedules of activities over HTTP. */
public class ScheduleResource implements SchedulesApi {

    private final Schedules schedules;

    ScheduleResource(Schedules schedules) {
        this.schedules = schedules;
    }

    @Override
    @RolesAllowed({Roles.ADMIN, Roles.INTEGRATION, Roles.SERVICE})
    public Uni<Response> putScheduleChange(String accountId, UUID changeId, ScheduleChange change) {
        return schedules
                .put(new Schedules.Change(
                        accountId,
                        changeId,
                        change.getActivity(),
                        change.getEveryMonths(),
                        change.getValidFrom(),
                        change.getValidUntil(),
                        change.getChangedBy()))
                .map(written -> Response.ok(new ScheduleChangeResult()
                                .records(written.stream()
                                        .map(id -> link(accountId, id))
                                        .toList()))
                        .build());
    }

    private static RecordLink link(String accountId, String id) {
        return new RecordLink()
                .kind(Schedules.CADENCE)
                .id(id)
                .path("/v1/accounts/" + accountId + "/records/" + Schedules.CADENCE + "/" + id);
    }
}

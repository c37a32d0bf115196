package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.RecordsApi;
import io.tidewatch.ingestion.api.model.Contact;
import io.tidewatch.ingestion.api.model.ContractPeriod;
import io.tidewatch.ingestion.api.model.Ticket;
import io.tidewatch.ingestion.api.model.Touchpoint;
import io.tidewatch.ingestion.api.model.User;
import io.tidewatch.ingestion.mapping.RecordKind;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** What belongs to an account, over HTTP. */
public class RecordResource implements RecordsApi {

    private final RecordEditing records;
    private final TouchpointEditing touchpoints;

    /** For the container. */
    public RecordResource(RecordEditing records, TouchpointEditing touchpoints) {
        this.records = records;
        this.touchpoints = touchpoints;
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
    public Uni<Response> getContact(String contactId) {
        return records.get(RecordKind.CONTACT, contactId).map(row -> answer(row, false, RecordBodies::contact));
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putContact(String contactId, Contact contact, String ifMatch, String ifNoneMatch) {
        return records.put(
                        RecordKind.CONTACT,
                        contactId,
                        contact.getAccountId(),
                        RecordBodies.values(contact),
                        Precondition.of(ifMatch, ifNoneMatch))
                .map(stored -> answer(stored.columns(), stored.created(), RecordBodies::contact));
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
    public Uni<Response> getUser(String userId) {
        return records.get(RecordKind.USER, userId).map(row -> answer(row, false, RecordBodies::user));
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putUser(String userId, User user, String ifMatch, String ifNoneMatch) {
        return records.put(
                        RecordKind.USER,
                        userId,
                        user.getAccountId(),
                        RecordBodies.values(user),
                        Precondition.of(ifMatch, ifNoneMatch))
                .map(stored -> answer(stored.columns(), stored.created(), RecordBodies::user));
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
    public Uni<Response> getContractPeriod(String periodId) {
        return records.get(RecordKind.CONTRACT_PERIOD, periodId)
                .map(row -> answer(row, false, RecordBodies::contractPeriod));
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putContractPeriod(
            String periodId, ContractPeriod contractPeriod, String ifMatch, String ifNoneMatch) {
        return records.put(
                        RecordKind.CONTRACT_PERIOD,
                        periodId,
                        contractPeriod.getAccountId(),
                        RecordBodies.values(contractPeriod),
                        Precondition.of(ifMatch, ifNoneMatch))
                .map(stored -> answer(stored.columns(), stored.created(), RecordBodies::contractPeriod));
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
    public Uni<Response> getTicket(String ticketId) {
        return records.get(RecordKind.TICKET, ticketId).map(row -> answer(row, false, RecordBodies::ticket));
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putTicket(String ticketId, Ticket ticket, String ifMatch, String ifNoneMatch) {
        return records.put(
                        RecordKind.TICKET,
                        ticketId,
                        ticket.getAccountId(),
                        RecordBodies.values(ticket),
                        Precondition.of(ifMatch, ifNoneMatch))
                .map(stored -> answer(stored.columns(), stored.created(), RecordBodies::ticket));
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
    public Uni<Response> getTouchpoint(String touchpointId) {
        return touchpoints.get(touchpointId).map(RecordResource::answer);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putTouchpoint(String touchpointId, Touchpoint touchpoint, String ifMatch, String ifNoneMatch) {
        return touchpoints
                .put(touchpointId, RecordBodies.content(touchpoint), Precondition.of(ifMatch, ifNoneMatch))
                .map(RecordResource::answer);
    }

    private static Response answer(JsonNode row, boolean created, Function<JsonNode, Object> body) {
        return Response.status(created ? 201 : 200)
                .header("ETag", Precondition.etag(row.get("version").asLong()))
                .entity(body.apply(row))
                .build();
    }

    private static Response answer(TouchpointEditing.Stored stored) {
        return Response.status(stored.created() ? 201 : 200)
                .header("ETag", Precondition.etag(stored.version()))
                .entity(RecordBodies.touchpoint(stored))
                .build();
    }
}

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
import java.util.Map;
import java.util.function.Function;

/** The records of accounts over HTTP. */
public class RecordResource implements RecordsApi {

    /**
     * How a kind of record is read from and written to the bodies of the contract.
     *
     * @param accountId reads the account id of a body
     * @param values reads the fields of a body as text
     * @param body makes a body of a row of the table
     */
    private record Shape<T>(
            RecordKind kind,
            Function<T, String> accountId,
            Function<T, Map<String, String>> values,
            Function<JsonNode, T> body) {}

    private static final Shape<Contact> CONTACT =
            new Shape<>(RecordKind.CONTACT, Contact::getAccountId, RecordBodies::values, RecordBodies::contact);
    private static final Shape<User> USER =
            new Shape<>(RecordKind.USER, User::getAccountId, RecordBodies::values, RecordBodies::user);
    private static final Shape<ContractPeriod> CONTRACT_PERIOD = new Shape<>(
            RecordKind.CONTRACT_PERIOD,
            ContractPeriod::getAccountId,
            RecordBodies::values,
            RecordBodies::contractPeriod);
    private static final Shape<Ticket> TICKET =
            new Shape<>(RecordKind.TICKET, Ticket::getAccountId, RecordBodies::values, RecordBodies::ticket);

    private final RecordEditing records;
    private final TouchpointEditing touchpoints;

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
        return get(CONTACT, contactId);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putContact(String contactId, Contact contact, String ifMatch, String ifNoneMatch) {
        return put(CONTACT, contactId, contact, ifMatch, ifNoneMatch);
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
        return get(USER, userId);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putUser(String userId, User user, String ifMatch, String ifNoneMatch) {
        return put(USER, userId, user, ifMatch, ifNoneMatch);
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
        return get(CONTRACT_PERIOD, periodId);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putContractPeriod(
            String periodId, ContractPeriod contractPeriod, String ifMatch, String ifNoneMatch) {
        return put(CONTRACT_PERIOD, periodId, contractPeriod, ifMatch, ifNoneMatch);
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
        return get(TICKET, ticketId);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putTicket(String ticketId, Ticket ticket, String ifMatch, String ifNoneMatch) {
        return put(TICKET, ticketId, ticket, ifMatch, ifNoneMatch);
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

    private <T> Uni<Response> get(Shape<T> shape, String id) {
        return records.get(shape.kind(), id).map(row -> answer(row, false, shape));
    }

    private <T> Uni<Response> put(Shape<T> shape, String id, T body, String ifMatch, String ifNoneMatch) {
        return records.put(
                        shape.kind(),
                        id,
                        shape.accountId().apply(body),
                        shape.values().apply(body),
                        Precondition.of(ifMatch, ifNoneMatch))
                .map(stored -> answer(stored.columns(), stored.created(), shape));
    }

    private static Response answer(JsonNode row, boolean created, Shape<?> shape) {
        return Response.status(created ? 201 : 200)
                .header("ETag", Precondition.etag(row.get("version").asLong()))
                .entity(shape.body().apply(row))
                .build();
    }

    private static Response answer(TouchpointEditing.Stored stored) {
        return Response.status(stored.created() ? 201 : 200)
                .header("ETag", Precondition.etag(stored.version()))
                .entity(RecordBodies.touchpoint(stored))
                .build();
    }
}

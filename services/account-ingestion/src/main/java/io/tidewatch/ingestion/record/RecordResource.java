package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.RecordsApi;
import io.tidewatch.ingestion.api.model.Contact;
import io.tidewatch.ingestion.api.model.ContractPeriod;
import io.tidewatch.ingestion.api.model.Ticket;
import io.tidewatch.ingestion.api.model.Touchpoint;
import io.tidewatch.ingestion.api.model.User;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.problem.ProblemException;
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
     * @param values reads the fields with a column of a body as text
     * @param further reads the other fields of a body
     * @param body makes a body of a row of the table
     */
    private record Shape<T>(
            RecordKind kind,
            Function<T, String> accountId,
            Function<T, Map<String, String>> values,
            Function<T, Object> further,
            Function<JsonNode, T> body) {}

    private static final Shape<Contact> CONTACT = new Shape<>(
            RecordKind.CONTACT, Contact::getAccountId, RecordBodies::values, Contact::getFields, RecordBodies::contact);
    private static final Shape<User> USER =
            new Shape<>(RecordKind.USER, User::getAccountId, RecordBodies::values, User::getFields, RecordBodies::user);
    private static final Shape<ContractPeriod> CONTRACT_PERIOD = new Shape<>(
            RecordKind.CONTRACT_PERIOD,
            ContractPeriod::getAccountId,
            RecordBodies::values,
            ContractPeriod::getFields,
            RecordBodies::contractPeriod);
    private static final Shape<Ticket> TICKET = new Shape<>(
            RecordKind.TICKET, Ticket::getAccountId, RecordBodies::values, Ticket::getFields, RecordBodies::ticket);
    private static final Shape<Touchpoint> TOUCHPOINT = new Shape<>(
            RecordKind.TOUCHPOINT,
            Touchpoint::getAccountId,
            RecordBodies::values,
            Touchpoint::getFields,
            RecordBodies::touchpoint);

    private final RecordEditing records;
    private final FurtherFields further;

    public RecordResource(RecordEditing records, FurtherFields further) {
        this.records = records;
        this.further = further;
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
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> deleteContact(String contactId, String ifMatch) {
        return delete(CONTACT, contactId, ifMatch);
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
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> deleteUser(String userId, String ifMatch) {
        return delete(USER, userId, ifMatch);
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
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> deleteContractPeriod(String periodId, String ifMatch) {
        return delete(CONTRACT_PERIOD, periodId, ifMatch);
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
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> deleteTicket(String ticketId, String ifMatch) {
        return delete(TICKET, ticketId, ifMatch);
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
        return get(TOUCHPOINT, touchpointId);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putTouchpoint(String touchpointId, Touchpoint touchpoint, String ifMatch, String ifNoneMatch) {
        return put(TOUCHPOINT, touchpointId, touchpoint, ifMatch, ifNoneMatch);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> deleteTouchpoint(String touchpointId, String ifMatch) {
        return delete(TOUCHPOINT, touchpointId, ifMatch);
    }

    private <T> Uni<Response> get(Shape<T> shape, String id) {
        RecordKind kind = shape.kind();
        return records.find(RecordTable.of(kind), key(id))
                .onItem()
                .ifNull()
                .failWith(() -> new ProblemException(
                        RecordProblem.RECORD_NOT_FOUND,
                        "There is no " + kind.table().replace('_', ' ') + " \"" + id + "\"."))
                .map(stored -> answer(stored, shape));
    }

    private <T> Uni<Response> put(Shape<T> shape, String id, T body, String ifMatch, String ifNoneMatch) {
        Precondition precondition = Precondition.of(ifMatch, ifNoneMatch);
        RecordKind kind = shape.kind();
        return further.demand(kind, shape.further().apply(body))
                .chain(fields -> {
                    Map<String, String> values = shape.values().apply(body);
                    RecordForms.demand(kind, values);
                    String accountId = shape.accountId().apply(body);
                    ObjectNode row = RecordTable.row(kind, accountId, MailAddress.canonicalId(id), values, fields);
                    return records.demandAccount(accountId, RecordProblem.ACCOUNT_UNKNOWN)
                            .chain(() -> records.put(RecordTable.of(kind), row, precondition, false));
                })
                .map(stored -> answer(stored, shape));
    }

    private Uni<Response> delete(Shape<?> shape, String id, String ifMatch) {
        return records.delete(RecordTable.of(shape.kind()), key(id), Precondition.of(ifMatch, null), false)
                .replaceWith(() -> Response.noContent().build());
    }

    private static ObjectNode key(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", MailAddress.canonicalId(id));
    }

    private static Response answer(RecordEditing.Stored stored, Shape<?> shape) {
        return Response.status(stored.created() ? 201 : 200)
                .header("ETag", Precondition.etag(stored.version()))
                .entity(shape.body().apply(stored.row()))
                .build();
    }
}

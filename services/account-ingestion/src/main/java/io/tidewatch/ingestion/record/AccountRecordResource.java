package io.tidewatch.ingestion.record;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.AccountRecordsApi;
import io.tidewatch.ingestion.api.model.DeclaredRecord;
import io.tidewatch.problem.PageCursor;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;

/** The records of declared kinds of an account over HTTP. */
public class AccountRecordResource implements AccountRecordsApi {

    private final KindRecords records;

    AccountRecordResource(KindRecords records) {
        this.records = records;
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
    public Uni<Response> listAccountRecords(String accountId, String kind, String after, Integer limit) {
        RecordKey start =
                new RecordKey(accountId, kind, PageCursor.key(after, "").getFirst());
        return records.list(start, limit + 1).map(found -> DeclaredRecordBodies.page(found, limit));
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
    public Uni<Response> getAccountRecord(String accountId, String kind, String recordId) {
        return records.get(RecordKey.of(accountId, kind, recordId)).map(DeclaredRecordBodies::answer);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putAccountRecord(
            String accountId,
            String kind,
            String recordId,
            DeclaredRecord body,
            String ifMatch,
            String ifNoneMatch,
            Boolean correction) {
        return records.put(
                        RecordKey.of(accountId, kind, recordId),
                        FieldChecks.object(body.getFields()),
                        Precondition.of(ifMatch, ifNoneMatch),
                        correction)
                .map(DeclaredRecordBodies::answer);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> deleteAccountRecord(
            String accountId, String kind, String recordId, String ifMatch, Boolean correction) {
        return records.delete(RecordKey.of(accountId, kind, recordId), Precondition.of(ifMatch, null), correction)
                .replaceWith(() -> Response.noContent().build());
    }
}

package io.tidewatch.ingestion.record;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.DeclaredRecordsApi;
import io.tidewatch.ingestion.api.model.DeclaredRecord;
import io.tidewatch.problem.PageCursor;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;

/** The records of declared kinds without an account over HTTP. */
public class DeclaredRecordResource implements DeclaredRecordsApi {

    private final KindRecords records;

    DeclaredRecordResource(KindRecords records) {
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
    public Uni<Response> listRecords(String kind, String after, Integer limit) {
        RecordKey start = new RecordKey(
                RecordKey.NO_ACCOUNT, kind, PageCursor.key(after, "").getFirst());
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
    public Uni<Response> getRecord(String kind, String recordId) {
        return records.get(RecordKey.of(RecordKey.NO_ACCOUNT, kind, recordId)).map(DeclaredRecordBodies::answer);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putRecord(
            String kind, String recordId, DeclaredRecord body, String ifMatch, String ifNoneMatch, Boolean correction) {
        return records.put(
                        RecordKey.of(RecordKey.NO_ACCOUNT, kind, recordId),
                        FieldChecks.object(body.getFields()),
                        Precondition.of(ifMatch, ifNoneMatch),
                        correction)
                .map(DeclaredRecordBodies::answer);
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> deleteRecord(String kind, String recordId, String ifMatch, Boolean correction) {
        return records.delete(
                        RecordKey.of(RecordKey.NO_ACCOUNT, kind, recordId), Precondition.of(ifMatch, null), correction)
                .replaceWith(() -> Response.noContent().build());
    }
}

package io.tidewatch.ingestion.record;

import io.tidewatch.ingestion.api.model.DeclaredRecord;
import io.tidewatch.ingestion.api.model.DeclaredRecordPage;
import io.tidewatch.problem.PageCursor;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Makes answers of records. */
final class DeclaredRecordBodies {

    private DeclaredRecordBodies() {}

    /** The record with its ETag. */
    static Response answer(KindRecords.Stored stored) {
        return Response.status(stored.created() ? 201 : 200)
                .header("ETag", Precondition.etag(stored.version()))
                .entity(body(stored))
                .build();
    }

    /** A page of at most this many records, with the start of the next one when more were found. */
    static Response page(List<KindRecords.Stored> found, int limit) {
        List<KindRecords.Stored> page = found.subList(0, Math.min(limit, found.size()));
        DeclaredRecordPage answer = new DeclaredRecordPage()
                .items(page.stream().map(DeclaredRecordBodies::body).toList());
        if (found.size() > limit) {
            answer.next(PageCursor.next(page.getLast().key().id()));
        }
        return Response.ok(answer).build();
    }

    private static DeclaredRecord body(KindRecords.Stored stored) {
        return new DeclaredRecord()
                .id(stored.key().id())
                .kind(stored.key().kind())
                .accountId(stored.key().hasAccount() ? stored.key().accountId() : null)
                .version(stored.version())
                .fields(stored.fields());
    }
}

package io.tidewatch.ingestion.declared;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.ingestion.api.model.DeclaredRecord;
import io.tidewatch.ingestion.api.model.DeclaredRecordPage;
import io.tidewatch.ingestion.record.Precondition;
import io.tidewatch.ingestion.record.RecordProblem;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Makes records of bodies, and answers of records. */
final class DeclaredRecordBodies {

    private static final ObjectMapper JSON = new ObjectMapper();

    private DeclaredRecordBodies() {}

    /**
     * The fields as they were sent.
     *
     * @throws ProblemException {@code invalid-request} when they are not an object
     */
    static ObjectNode fields(DeclaredRecord body) {
        if (JSON.valueToTree(body.getFields()) instanceof ObjectNode fields) {
            return fields;
        }
        String sentence = "fields must be an object with the fields of the kind.";
        throw new ProblemException(RecordProblem.INVALID_REQUEST, sentence, List.of(Fault.at("/fields", sentence)));
    }

    /** The record with its ETag. */
    static Response answer(DeclaredRecordEditing.Stored stored) {
        return Response.status(stored.created() ? 201 : 200)
                .header("ETag", Precondition.etag(stored.version()))
                .entity(body(stored))
                .build();
    }

    /** A page of at most this many records, with the start of the next one when more were found. */
    static Response page(List<DeclaredRecordEditing.Stored> found, int limit) {
        List<DeclaredRecordEditing.Stored> page = found.subList(0, Math.min(limit, found.size()));
        DeclaredRecordPage answer = new DeclaredRecordPage()
                .items(page.stream().map(DeclaredRecordBodies::body).toList());
        if (found.size() > limit) {
            answer.next(PageCursor.next(page.getLast().key().id()));
        }
        return Response.ok(answer).build();
    }

    private static DeclaredRecord body(DeclaredRecordEditing.Stored stored) {
        return new DeclaredRecord()
                .id(stored.key().id())
                .kind(stored.key().kind())
                .accountId(stored.key().hasAccount() ? stored.key().accountId() : null)
                .version(stored.version())
                .fields(stored.fields());
    }
}

package io.tidewatch.ingestion.record;

import io.tidewatch.problem.ProblemType;

/** Problems of reading and writing single records. */
public enum RecordProblem implements ProblemType {
    /** No account of that id. */
    ACCOUNT_NOT_FOUND(404, "Account not found"),
    /** No record of that id. */
    RECORD_NOT_FOUND(404, "Record not found"),
    /** The record belongs to an account that is not there. */
    ACCOUNT_UNKNOWN(422, "Unknown account"),
    /** Its fields contradict each other. */
    RECORD_NOT_CONSISTENT(422, "The record contradicts itself"),
    /** A word is none of those that are known. */
    INVALID_REQUEST(400, "The request is not valid"),
    /** Somebody changed it since, or it is there already. */
    PRECONDITION_FAILED(412, "It is not as the request supposes"),
    /** The headers are not of the expected form. */
    PRECONDITION_NOT_UNDERSTOOD(400, "The precondition is not understood"),
    /** Neither If-Match nor If-None-Match. */
    PRECONDITION_REQUIRED(428, "A precondition is required");

    private final int status;
    private final String title;

    RecordProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}

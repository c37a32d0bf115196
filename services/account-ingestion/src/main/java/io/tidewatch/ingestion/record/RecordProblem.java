package io.tidewatch.ingestion.record;

import io.tidewatch.problem.ProblemType;

/** Problems of reading and writing single records. */
public enum RecordProblem implements ProblemType {
    /** There is no account with this id. */
    ACCOUNT_NOT_FOUND(404, "Account not found"),
    /** There is no record with this id. */
    RECORD_NOT_FOUND(404, "Record not found"),
    /** The record belongs to an account that does not exist. */
    ACCOUNT_UNKNOWN(422, "Unknown account"),
    /** A source already uses the id for another account. */
    SOURCE_ID_TAKEN(409, "The source uses the id for another account"),
    /** A fact changes only by a correction. */
    CORRECTION_REQUIRED(409, "A fact changes only by a correction"),
    /** The fields of the record contradict each other. */
    RECORD_NOT_CONSISTENT(422, "The fields of the record contradict each other"),
    /** A value is not in the list of valid words, or is not valid for its field. */
    INVALID_REQUEST(400, "The request is not valid"),
    /** The record has another version than the request names, or exists already. */
    PRECONDITION_FAILED(412, "The record has changed or already exists"),
    /** If-Match or If-None-Match is not valid. */
    PRECONDITION_NOT_UNDERSTOOD(400, "The precondition is not valid"),
    /** The request has neither If-Match nor If-None-Match. */
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

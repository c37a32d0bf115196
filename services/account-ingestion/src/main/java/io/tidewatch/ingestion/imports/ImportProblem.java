package io.tidewatch.ingestion.imports;

import io.tidewatch.problem.ProblemType;

/** Problems of the bulk import. */
public enum ImportProblem implements ProblemType {
    /** There is no import of that id. */
    IMPORT_NOT_FOUND(404, "Import not found"),
    /** The file has more bytes than this installation accepts. */
    UPLOAD_TOO_LARGE(413, "The file is too large"),
    /** The body ended before it was complete. */
    UPLOAD_BROKEN_OFF(400, "The upload is incomplete");

    private final int status;
    private final String title;

    ImportProblem(int status, String title) {
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

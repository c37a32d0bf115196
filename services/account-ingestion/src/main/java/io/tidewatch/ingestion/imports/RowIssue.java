package io.tidewatch.ingestion.imports;

/**
 * A row that was not taken in.
 *
 * @param line line of the file on which it starts, counted from 1
 * @param outcome REJECTED or CONFLICT
 * @param externalId its id in the source; null when it could not be read
 * @param column the column that is to blame; null when it is none in particular
 * @param reason a sentence for the owner of the file
 */
record RowIssue(long line, String outcome, String externalId, String column, String reason) {

    static RowIssue rejected(long line, String externalId, String column, String reason) {
        return new RowIssue(line, "REJECTED", externalId, column, reason);
    }

    static RowIssue conflict(ImportedRow row) {
        return new RowIssue(
                row.line(),
                "CONFLICT",
                row.externalId(),
                null,
                "The id is already there with other content; the first is kept.");
    }
}

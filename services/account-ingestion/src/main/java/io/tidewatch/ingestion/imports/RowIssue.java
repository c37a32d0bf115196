package io.tidewatch.ingestion.imports;

/**
 * A row that is not stored.
 *
 * @param line line of the file on which it starts, counted from 1
 * @param outcome REJECTED or CONFLICT
 * @param externalId its id in the source; null if it could not be read
 * @param column the column at fault; null if it is none in particular
 * @param reason a sentence for the owner of the file
 * @param account external id of its account; null if it could not be read or comes through a contract period
 * @param period external id of its contract period; null if it could not be read or the account is named
 */
record RowIssue(
        long line, String outcome, String externalId, String column, String reason, String account, String period) {

    /** A rejected row whose account is not known. */
    static RowIssue rejected(long line, String externalId, String column, String reason) {
        return new RowIssue(line, "REJECTED", externalId, column, reason, null, null);
    }

    /** A rejected row that was readable. */
    static RowIssue rejected(ImportedRow row, String column, String reason) {
        return rejected(row.line(), row.externalId(), column, reason).of(row.account(), row.period());
    }

    static RowIssue conflict(ImportedRow row) {
        return new RowIssue(
                row.line(),
                "CONFLICT",
                row.externalId(),
                null,
                "A record with this id and different content is already stored; the stored record was kept.",
                row.account(),
                row.period());
    }

    /** The same issue of a row that names this account or contract period. */
    RowIssue of(String ofAccount, String ofPeriod) {
        return new RowIssue(line, outcome, externalId, column, reason, ofAccount, ofPeriod);
    }
}

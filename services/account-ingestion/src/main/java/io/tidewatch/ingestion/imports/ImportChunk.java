package io.tidewatch.ingestion.imports;

import java.util.List;

/**
 * Rows of a file that are stored in one transaction.
 *
 * @param rows the valid rows
 * @param rejected the rows that were rejected while they were read
 * @param nextOffset the position in the file to continue from
 * @param nextLine the line of that position
 * @param last whether the file ends here
 */
record ImportChunk(List<ImportedRow> rows, List<RowIssue> rejected, long nextOffset, long nextLine, boolean last) {

    /** Whether the chunk has no row. */
    boolean isEmpty() {
        return rows.isEmpty() && rejected.isEmpty();
    }
}

package io.tidewatch.ingestion.imports;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Rows of a file that are stored in one transaction.
 *
 * @param rows the valid rows
 * @param rejected the rows that were rejected while they were read
 * @param nextOffset the position in the file to continue from
 * @param nextLine the line of that position
 * @param last whether the file ends here
 * @param keys of rows of usage, in the order of the index; empty for other kinds
 */
record ImportChunk(
        List<ImportedRow> rows, List<RowIssue> rejected, long nextOffset, long nextLine, boolean last, UUID[] keys) {

    /** The same, with the keys sorted here: the thread that reads has time while the database works. */
    ImportChunk(List<ImportedRow> rows, List<RowIssue> rejected, long nextOffset, long nextLine, boolean last) {
        this(rows, rejected, nextOffset, nextLine, last, keys(rows));
    }

    private static UUID[] keys(List<ImportedRow> rows) {
        if (rows.isEmpty() || !(rows.getFirst().id() instanceof UUID)) {
            return new UUID[0];
        }
        UUID[] keys = new UUID[rows.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (UUID) rows.get(i).id();
        }
        Arrays.sort(keys, UsageId::compare);
        return keys;
    }

    /** Whether the chunk has no row. */
    boolean isEmpty() {
        return rows.isEmpty() && rejected.isEmpty();
    }
}

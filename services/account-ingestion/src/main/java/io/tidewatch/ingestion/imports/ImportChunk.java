package io.tidewatch.ingestion.imports;

import java.util.ArrayList;
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
        // A list, because the JVM compiles its sorting again and again where arrays of several types are sorted.
        List<UUID> keys = new ArrayList<>(rows.size());
        rows.forEach(row -> keys.add((UUID) row.id()));
        keys.sort(UsageId::compare);
        return keys.toArray(UUID[]::new);
    }

    /** Whether the chunk has no row. */
    boolean isEmpty() {
        return rows.isEmpty() && rejected.isEmpty();
    }
}

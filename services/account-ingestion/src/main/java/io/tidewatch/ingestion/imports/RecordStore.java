package io.tidewatch.ingestion.imports;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Where the records of a kind are stored. */
interface RecordStore {

    /**
     * A row with its account found.
     *
     * @param place in the batch, from 0
     * @param accountId canonical id of the account
     * @param row the row of the file
     */
    record Placed(int place, String accountId, ImportedRow row) {

        /** Key in the table. */
        Object id() {
            return row.id();
        }
    }

    /**
     * A record that was stored before.
     *
     * @param source of the record
     * @param content equal to that of a row with the same content
     * @param accountId canonical id of its account
     */
    record Present(String source, Object content, String accountId) {}

    /** Stores what is new and, where the file corrects, replaces stored records. */
    @FunctionalInterface
    interface Writing {

        /** Does it, in the transaction in which the outcomes were decided. Another thread may, after that. */
        void in(ImportTransaction tx) throws SQLException;
    }

    /**
     * Decides the outcome of every row; the answer is what there is to store.
     *
     * @param outcomes at least one row
     * @param correctable ids whose first row in the file is in this batch and may replace the stored record
     * @param issues receives the rows that are not stored
     */
    Writing judge(
            ImportTransaction tx, ImportRun run, RowOutcomes outcomes, Set<String> correctable, List<RowIssue> issues)
            throws SQLException;
}

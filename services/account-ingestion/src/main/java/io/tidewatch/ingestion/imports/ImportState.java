package io.tidewatch.ingestion.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Row;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** A row of {@code import_job} with its notices. */
record ImportState(
        UUID id,
        long number,
        String mapping,
        String source,
        String kind,
        String fileName,
        LocalDate completeThrough,
        boolean corrections,
        String state,
        String reason,
        List<ImportNotice> notices,
        OffsetDateTime receivedAt,
        OffsetDateTime finishedAt,
        long bytes,
        Counts counts) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static final String COLUMNS =
            "id, number, mapping, source, kind, file_name, complete_through, corrections, state, reason,"
                    + " received_at, finished_at, bytes, row_count, accepted, corrected, present, conflicts, rejected,"
                    + " (select jsonb_agg(to_jsonb(n) - 'job_id' order by n.type)::text from import_notice n"
                    + " where n.job_id = import_job.id) as notices";

    /** The number of rows so far, by outcome. */
    record Counts(long rows, long accepted, long corrected, long present, long conflicts, long rejected) {

        static Counts of(Row row) {
            return new Counts(
                    row.getLong("row_count"),
                    row.getLong("accepted"),
                    row.getLong("corrected"),
                    row.getLong("present"),
                    row.getLong("conflicts"),
                    row.getLong("rejected"));
        }

        /** Whether every row of the file is stored; a conflicting row is not. */
        boolean whole() {
            return missing() == 0;
        }

        /** How many rows of the file are not stored. */
        long missing() {
            return conflicts + rejected;
        }
    }

    /** Whether the source is complete through the given day; null when none was given or the job is not finished. */
    Boolean completeThroughApplied() {
        return completeThrough == null || finishedAt == null ? null : state.equals("DONE") && counts.whole();
    }

    static ImportState of(Row row) {
        return new ImportState(
                row.getUUID("id"),
                row.getLong("number"),
                row.getString("mapping"),
                row.getString("source"),
                row.getString("kind"),
                row.getString("file_name"),
                row.getLocalDate("complete_through"),
                row.getBoolean("corrections"),
                row.getString("state"),
                row.getString("reason"),
                notices(row.getString("notices")),
                row.getOffsetDateTime("received_at"),
                row.getOffsetDateTime("finished_at"),
                row.getLong("bytes"),
                Counts.of(row));
    }

    private static List<ImportNotice> notices(String stored) {
        try {
            return stored == null ? List.of() : List.of(JSON.readValue(stored, ImportNotice[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored notices of an import could not be read", e);
        }
    }
}

package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.Mappings;
import io.vertx.mutiny.sqlclient.Row;
import java.time.LocalDate;
import java.util.UUID;

/**
 * The claim of this replica on an import.
 *
 * @param id of the job
 * @param epoch raised by every take-over; a write with an older epoch is refused
 * @param mapping what the columns mean, as stored when the file was uploaded
 * @param completeThrough the day through which the file makes its source complete; null for none
 * @param corrections whether rows replace stored records with their id
 * @param nextOffset the position in the file to continue from
 * @param nextLine the line of that position
 * @param bytes the size of the file
 * @param traceparent the trace context in which it is worked on (W3C); null without one
 */
record ImportClaim(
        UUID id,
        long epoch,
        MappingFile mapping,
        LocalDate completeThrough,
        boolean corrections,
        long nextOffset,
        long nextLine,
        long bytes,
        String traceparent) {

    static ImportClaim of(Row row) {
        return new ImportClaim(
                row.getUUID("id"),
                row.getLong("epoch"),
                Mappings.read(row.getString("mapping_body")),
                row.getLocalDate("complete_through"),
                row.getBoolean("corrections"),
                row.getLong("next_offset"),
                row.getLong("next_line"),
                row.getLong("bytes"),
                row.getString("traceparent"));
    }

    /** The same claim, worked on in a context of its own; null for none. */
    ImportClaim tracedBy(String context) {
        return new ImportClaim(id, epoch, mapping, completeThrough, corrections, nextOffset, nextLine, bytes, context);
    }
}

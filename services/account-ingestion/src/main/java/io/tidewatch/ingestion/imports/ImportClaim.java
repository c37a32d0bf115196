package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.Mappings;
import io.vertx.mutiny.sqlclient.Row;
import java.time.LocalDate;
import java.util.UUID;

/**
 * An import that this replica works on.
 *
 * @param id of the job
 * @param epoch raised by every take-over; a write with an older one is refused
 * @param mapping what the columns mean, as it was when the file came
 * @param completeThrough what the source says of itself; null when it says nothing
 * @param corrections whether rows replace what is there under their id
 * @param nextOffset where in the file to go on
 * @param nextLine the line of that place
 */
record ImportClaim(
        UUID id,
        long epoch,
        MappingFile mapping,
        LocalDate completeThrough,
        boolean corrections,
        long nextOffset,
        long nextLine) {

    static ImportClaim of(Row row) {
        return new ImportClaim(
                row.getUUID("id"),
                row.getLong("epoch"),
                Mappings.read(row.getString("mapping_body")),
                row.getLocalDate("complete_through"),
                row.getBoolean("corrections"),
                row.getLong("next_offset"),
                row.getLong("next_line"));
    }
}

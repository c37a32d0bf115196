package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.imports.RecordStore.Placed;
import io.tidewatch.ingestion.mapping.FileKind;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** The first day of which a file brings a record: the source is taken to be complete from then on. */
final class FirstDay {

    /** Length of the day at the start of a date or of a time in UTC. */
    private static final int DAY = 10;

    private FirstDay() {}

    /** Notes the first day of some records of the job; nothing happens for kinds whose records hold until further notice. */
    static void note(ImportTransaction tx, ImportRun run, List<Placed> records) throws SQLException {
        FileKind kind = run.kind();
        if (!kind.boundByDay() || kind.time() == null) {
            return;
        }
        int field = kind.fields().indexOf(kind.field(kind.time()).orElseThrow());
        String first = null;
        for (Placed record : records) {
            String value = record.row().values().get(field);
            if (value != null && (first == null || value.compareTo(first) < 0)) {
                first = value;
            }
        }
        if (first != null) {
            LocalDate day = LocalDate.parse(first.substring(0, DAY));
            tx.update(
                    "update import_job set first_day = ? where id = ? and (first_day is null or first_day > ?)",
                    day,
                    run.claim().id(),
                    day);
        }
    }
}

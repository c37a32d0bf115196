package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.imports.RecordInsert.Placed;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The first day of which a file brings a record: the source is taken to be complete from then on. */
final class FirstDay {

    /** Length of the day at the start of a date or of a time in UTC. */
    private static final int DAY = 10;

    private FirstDay() {}

    /** Notes the first day of some records of the job; nothing happens for kinds whose records hold until further notice. */
    static Uni<Void> note(SqlConnection tx, ImportClaim claim, List<Placed> records) {
        RecordKind kind = claim.mapping().kind();
        if (!kind.boundByDay()) {
            return Uni.createFrom().voidItem();
        }
        FieldForm time = kind.time();
        int field = kind.fields().indexOf(time);
        Optional<String> first = records.stream()
                .map(record -> record.row().values().get(field))
                .filter(Objects::nonNull)
                .map(value -> value.substring(0, DAY))
                .min(String::compareTo);
        return first.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery("""
                                update import_job set first_day = $2
                                where id = $1 and (first_day is null or first_day > $2)
                                """)
                        .execute(Tuple.of(claim.id(), LocalDate.parse(first.get())))
                        .replaceWithVoid();
    }
}

package io.tidewatch.ingestion.source;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What every source brings, and until which day it is complete. Tells silence from a dead feed. */
@ApplicationScoped
public class SourceCoverage {

    // Every account may hang on it; the values are written and told only where they change.
    private static final String MARK_ALL =
            "select mark_dirty(array(select id from account order by id)) where exists (select 1 from catalogue)";

    /**
     * One kind of data of one source.
     *
     * @param completeThrough everything up to and including this day is in; null when the source does not say
     */
    public record Entry(String source, RecordKind kind, LocalDate completeThrough) {}

    private final Pool pool;

    /** For the container. */
    public SourceCoverage(Pool pool) {
        this.pool = pool;
    }

    /** All entries, by source and kind. */
    public Uni<List<Entry>> all() {
        return pool.query("select source, kind, complete_through from source_coverage order by source, kind")
                .execute()
                .map(rows -> {
                    List<Entry> entries = new ArrayList<>();
                    rows.forEach(row -> entries.add(
                            new Entry(row.getString(0), RecordKind.valueOf(row.getString(1)), row.getLocalDate(2))));
                    return entries;
                });
    }

    /** Says until which day a source is complete; may also take a day back. */
    public Uni<Void> set(String source, RecordKind kind, LocalDate completeThrough) {
        return pool.withTransaction(tx -> tx.preparedQuery("""
                        insert into source_coverage (source, kind, complete_through) values ($1, $2, $3)
                        on conflict (source, kind) do update set complete_through = excluded.complete_through
                        where source_coverage.complete_through is distinct from excluded.complete_through
                        """)
                .execute(Tuple.of(source, kind.name(), completeThrough))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : tx.query(MARK_ALL).execute().replaceWithVoid()));
    }

    /**
     * Records what an import brought, in its transaction; the day only moves forward.
     *
     * @param completeThrough null when the import did not say
     */
    public static Uni<Void> raise(SqlClient tx, String source, RecordKind kind, LocalDate completeThrough) {
        return tx.preparedQuery("""
                        insert into source_coverage as c (source, kind, complete_through) values ($1, $2, $3)
                        on conflict (source, kind) do update set complete_through = excluded.complete_through
                        where excluded.complete_through is not null
                          and (c.complete_through is null or c.complete_through < excluded.complete_through)
                        """)
                .execute(Tuple.of(source, kind.name(), completeThrough))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : tx.query(MARK_ALL).execute().replaceWithVoid());
    }
}

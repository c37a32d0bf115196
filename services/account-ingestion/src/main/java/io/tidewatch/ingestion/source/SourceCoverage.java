package io.tidewatch.ingestion.source;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.ingestion.declared.DeclaredKinds;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.vocabulary.CurrentVocabulary;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What every source delivers, and until which day it is complete: so silence can be distinguished from a feed that stopped. */
@ApplicationScoped
public class SourceCoverage {

    /**
     * One kind of data of one source.
     *
     * @param kind the name of a {@link RecordKind}, or that of a declared kind
     * @param completeFrom the source covers no day before this one; null if there is no such bound
     * @param completeThrough the source has delivered everything up to and including this day; null if it does not say
     */
    public record Entry(String source, String kind, LocalDate completeFrom, LocalDate completeThrough) {}

    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);

    private static final Map<String, RecordKind> BUILT_IN = Arrays.stream(RecordKind.values())
            .collect(Collectors.toUnmodifiableMap(RecordKind::name, Function.identity()));

    private final Pool pool;
    private final CurrentVocabulary vocabulary;
    private final BusinessTime time;
    private final AuditLog audit;

    public SourceCoverage(Pool pool, CurrentVocabulary vocabulary, BusinessTime time, AuditLog audit) {
        this.pool = pool;
        this.vocabulary = vocabulary;
        this.time = time;
        this.audit = audit;
    }

    /** All entries, in order of source and kind. */
    public Uni<List<Entry>> all() {
        return pool.query("""
                select source, kind, coalesce(complete_from, first_day), complete_through from source_coverage order by source, kind
                """).execute().map(rows -> {
            List<Entry> entries = new ArrayList<>();
            rows.forEach(row -> entries.add(
                    new Entry(row.getString(0), row.getString(1), row.getLocalDate(2), row.getLocalDate(3))));
            return entries;
        });
    }

    /**
     * Rejects a day after the business day: no source can be complete until then, and silence on it would pass for a fact.
     *
     * @param completeThrough null is accepted
     * @param place of the day in the request
     * @return fails with {@code invalid-request} when it lies after the business day
     */
    public Uni<Void> demandPast(LocalDate completeThrough, String place) {
        if (completeThrough == null) {
            return Uni.createFrom().voidItem();
        }
        return time.today(pool)
                .invoke(today -> {
                    if (completeThrough.isAfter(today) || completeThrough.isBefore(FIRST_DAY)) {
                        String sentence = "completeThrough is " + completeThrough + "; it must be a day from "
                                + FIRST_DAY + " to the business day, " + today + ".";
                        throw new ProblemException(
                                RequestProblem.INVALID_REQUEST, sentence, List.of(Fault.at(place, sentence)));
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Rejects a first day after the last one.
     *
     * @param completeFrom null is accepted
     * @return fails with {@code invalid-request}
     */
    public static Uni<Void> demandOrder(LocalDate completeFrom, LocalDate completeThrough) {
        if (completeFrom == null || completeThrough == null || !completeFrom.isAfter(completeThrough)) {
            return Uni.createFrom().voidItem();
        }
        String sentence =
                "completeFrom is " + completeFrom + "; it must not be after completeThrough, " + completeThrough + ".";
        return Uni.createFrom()
                .failure(new ProblemException(
                        RequestProblem.INVALID_REQUEST, sentence, List.of(Fault.at("/completeFrom", sentence))));
    }

    /**
     * Sets the days between which a source is complete; may also move them back.
     *
     * @param kind the name of a {@link RecordKind}, or that of a declared kind
     * @param completeFrom null for the first day of which an import of the source has brought a record
     * @return fails with {@code kind-unknown}
     */
    public Uni<Void> set(String source, String kind, LocalDate completeFrom, LocalDate completeThrough) {
        RecordKind builtIn = BUILT_IN.get(kind);
        return builtIn != null
                ? set(source, kind, builtIn.boundByDay(), completeFrom, completeThrough)
                : vocabulary.read(pool).chain(kinds -> {
                    Set<String> declared = DeclaredKinds.names(kinds);
                    if (!declared.contains(kind)) {
                        declared.addAll(BUILT_IN.keySet());
                        throw DeclaredKinds.unknown(kind, declared);
                    }
                    boolean boundByDay = !kinds.kind(kind).holds();
                    return set(source, kind, boundByDay, completeFrom, completeThrough);
                });
    }

    private Uni<Void> set(
            String source, String kind, boolean boundByDay, LocalDate completeFrom, LocalDate completeThrough) {
        return TemporaryFailure.retried(pool.withTransaction(tx -> tx.preparedQuery("""
                insert into source_coverage as c (source, kind, complete_from, complete_through) values ($1, $2, $3, $4)
                on conflict (source, kind) do update
                set complete_from = excluded.complete_from, complete_through = excluded.complete_through
                where (c.complete_from, c.complete_through) is distinct from (excluded.complete_from, excluded.complete_through)
                """)
                .execute(Tuple.of(source, kind, completeFrom, completeThrough))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.write(
                                        tx,
                                        Act.of(Action.CHANGED, "coverage", source + "/" + kind)
                                                .with("completeFrom", completeFrom)
                                                .with("completeThrough", completeThrough))
                                .chain(() -> sweep(tx, source, kind, boundByDay)))));
    }

    /**
     * Records that an import has stored records of a kind, in its transaction. The last day only moves forward, the first one only
     * backward.
     *
     * @param job the import, which knows the first day of its records
     * @param kind the name of a {@link RecordKind}, or that of a declared kind
     * @param boundByDay whether the figures of a day need a source that is complete through that day
     * @param completeThrough null if the import did not say
     */
    public static Uni<Void> raise(
            SqlClient tx, UUID job, String source, String kind, boolean boundByDay, LocalDate completeThrough) {
        return tx.preparedQuery("""
                insert into source_coverage as c (source, kind, complete_through, first_day)
                select $1, $2, $3, j.first_day from import_job j where j.id = $4
                on conflict (source, kind) do update
                set complete_through = greatest(c.complete_through, excluded.complete_through),
                    first_day = least(c.first_day, excluded.first_day)
                where greatest(c.complete_through, excluded.complete_through) is distinct from c.complete_through
                   or least(c.first_day, excluded.first_day) is distinct from c.first_day
                """)
                .execute(Tuple.of(source, kind, completeThrough, job))
                .chain(rows ->
                        rows.rowCount() == 0 ? Uni.createFrom().voidItem() : sweep(tx, source, kind, boundByDay));
    }

    /**
     * Has the values of the accounts computed again that a changed coverage concerns: those of the source, or all where
     * it delivers no accounts of its own. Nobody is concerned when the source does not say until when it is complete and no
     * other source of the kind does, or when a source delivers its accounts and nothing else.
     */
    private static Uni<Void> sweep(SqlClient tx, String source, String kind, boolean boundByDay) {
        return tx.preparedQuery("""
                insert into metric_sweep (kind, source)
                select $2, case when $2 <> 'ACCOUNT' and exists (
                    select 1 from source_coverage o where o.source = $1 and o.kind = 'ACCOUNT') then $1 end
                where exists (select 1 from catalogue where live)
                  and (not $3 or exists (
                      select 1 from source_coverage c where c.kind = $2 and c.complete_through is not null))
                  and ($2 <> 'ACCOUNT' or exists (
                      select 1 from source_coverage c where c.source = $1 and c.kind <> 'ACCOUNT'))
                """).execute(Tuple.of(source, kind, boundByDay)).replaceWithVoid();
    }
}

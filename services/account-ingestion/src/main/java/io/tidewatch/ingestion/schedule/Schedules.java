package io.tidewatch.ingestion.schedule;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.change.NewMarks;
import io.tidewatch.ingestion.metric.MetricProblem;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * How often activities with an account are due, as records of the kind {@code cadence} say. A change ends the records in force and
 * begins another one, because slots are counted from the day on which a record begins: another interval in the same record would
 * change what was due in the past.
 */
@ApplicationScoped
class Schedules {

    /** The kind of record. */
    static final String CADENCE = "cadence";

    // Changes of one account follow one another, whatever their activity.
    private static final String LOCK = "select lock_new_record('cadence', 'schedule', $1)";

    private static final String KNOWN = """
            select a.id, exists (select from record r where r.account_id = a.id and r.kind = 'cadence' and r.id = $2) as begun
            from account a where a.id = $1
            """;

    // $1 account, $2 id of the new record, $3 activity, $4 months, $5 day, $6 who.
    private static final String BEGIN = """
            with held as (
                select r.id, r.fields from record r
                where r.account_id = $1 and r.kind = 'cadence' and not r.deleted and r.fields ->> 'activity' = $3
                  and (r.fields ->> 'validFrom')::date <= $5::date
                  and coalesce((r.fields ->> 'validUntil')::date, 'infinity') > $5::date
                order by r.id for update),
            needed as (select where not exists (select from held where (fields ->> 'everyMonths')::integer = $4)),
            ended as (
                update record r
                set version = r.version + 1, known_at = (select business_now()),
                    fields = r.fields || jsonb_build_object('validUntil', $5::date::text, 'changedBy', $6::text)
                from held, needed
                where r.account_id = $1 and r.kind = 'cadence' and r.id = held.id
                returning r.id),
            begun as (
                insert into record (account_id, kind, id, at, fields, source, external_id, content_hash, known_at)
                select $1, 'cadence', $2::text, $5::date::timestamp at time zone 'UTC',
                       coalesce((select fields from held order by id limit 1), '{}')
                       || jsonb_build_object('activity', $3::text, 'everyMonths', $4::integer, 'validFrom', $5::date::text,
                                             'changedBy', $6::text),
                       'api', $2::text, '', (select business_now())
                from needed
                returning id)
            select id from ended union all select id from begun
            """;

    // $1 account, $2 id of the record, $3 day, $4 who. A record that somebody changed does not name the change any
    // more.
    private static final String END = """
            with mine as (
                update record r
                set version = r.version + 1, known_at = (select business_now()),
                    fields = r.fields || jsonb_build_object('validUntil', $3::date::text)
                where r.account_id = $1 and r.kind = 'cadence' and r.id = $2 and not r.deleted
                  and coalesce((r.fields ->> 'validUntil')::date, 'infinity') > $3::date and r.fields ->> 'changedBy' = $4
                returning r.id, r.fields),
            replaced as (
                select h.fields, row_number() over (order by r.id) as number
                from mine
                join record r on r.account_id = $1 and r.kind = 'cadence' and r.id <> mine.id and not r.deleted
                  and r.fields ->> 'activity' = mine.fields ->> 'activity' and r.fields ->> 'changedBy' = $4
                  and r.fields ->> 'validUntil' = mine.fields ->> 'validFrom'
                join record_history h on h.account_id = r.account_id and h.kind = r.kind and h.id = r.id
                  and h.version = r.version - 1
                where coalesce((h.fields ->> 'validUntil')::date, 'infinity') > $3::date),
            resumed as (
                insert into record (account_id, kind, id, at, fields, source, external_id, content_hash, known_at)
                select $1, 'cadence', $2::text || '-' || number, $3::date::timestamp at time zone 'UTC',
                       fields || jsonb_build_object('validFrom', $3::date::text, 'changedBy', $4::text),
                       'api', $2::text || '-' || number, '', (select business_now())
                from replaced
                returning id)
            select id from mine union all select id from resumed
            """;

    // A change that ended before it began: the request that begins it may still be on its way.
    private static final String NEVER = """
            insert into record (account_id, kind, id, fields, source, external_id, content_hash, deleted, known_at)
            values ($1, 'cadence', $2, '{}', 'api', $2, '', true, (select business_now()))
            """;

    private final Pool pool;
    private final NewMarks marks;
    private final AuditLog audit;

    Schedules(Pool pool, NewMarks marks, AuditLog audit) {
        this.pool = pool;
        this.marks = marks;
        this.audit = audit;
    }

    /**
     * A change as it is wanted.
     *
     * @param id the same in all requests about it
     * @param everyMonths months from one to the next, from 1
     * @param from the first day on which it holds
     * @param until the first day on which it holds no more; null while it holds
     * @param by who changes it, for people
     */
    record Change(
            String accountId, UUID id, String activity, int everyMonths, LocalDate from, LocalDate until, String by) {
        private String recordId() {
            return "schedule-" + id;
        }
    }

    /**
     * Begins or ends a change; doing so again changes nothing, and a change that has ended does not begin again.
     *
     * @return the ids of the records that were written; fails with {@code account-not-found}
     */
    Uni<List<String>> put(Change change) {
        return TemporaryFailure.retried(pool.withTransaction(tx -> tx.preparedQuery(LOCK)
                        .execute(Tuple.of(change.accountId()))
                        .chain(() -> tx.preparedQuery(KNOWN).execute(Tuple.of(change.accountId(), change.recordId())))
                        .chain(known -> write(tx, change, known))
                        .call(written -> written.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : audit.write(
                                        tx,
                                        Act.of(
                                                        change.until() == null ? Action.CREATED : Action.ENDED,
                                                        "schedule-change",
                                                        change.id())
                                                .ofAccount(change.accountId())))
                        .call(written -> ChangePublisher.markDirty(
                                tx, written.isEmpty() ? Set.of() : Set.of(change.accountId()), CADENCE))))
                .invoke(marks::added);
    }

    private static Uni<List<String>> write(SqlClient tx, Change change, RowSet<Row> known) {
        if (known.rowCount() == 0) {
            throw MetricProblem.accountNotFound(change.accountId());
        }
        boolean begun = known.iterator().next().getBoolean("begun");
        if (change.until() == null) {
            return begun
                    ? Uni.createFrom().item(List.of())
                    : ids(
                            tx,
                            BEGIN,
                            Tuple.of(
                                    change.accountId(),
                                    change.recordId(),
                                    change.activity(),
                                    change.everyMonths(),
                                    change.from(),
                                    change.by()));
        }
        return begun
                ? ids(tx, END, Tuple.of(change.accountId(), change.recordId(), change.until(), change.by()))
                : tx.preparedQuery(NEVER)
                        .execute(Tuple.of(change.accountId(), change.recordId()))
                        .replaceWith(List.of());
    }

    private static Uni<List<String>> ids(SqlClient tx, String statement, Tuple parameters) {
        return tx.preparedQuery(statement).execute(parameters).map(rows -> {
            List<String> ids = new ArrayList<>();
            rows.forEach(row -> ids.add(row.getString(0)));
            return ids;
        });
    }
}

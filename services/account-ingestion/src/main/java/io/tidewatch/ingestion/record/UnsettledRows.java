package io.tidewatch.ingestion.record;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * Rows that a source sent and that are not stored, because they were rejected or conflict with a stored record. The figures
 * of their accounts are unknown until the record is stored or the row is dismissed: a missing contract is not a revenue of 0.
 */
@ApplicationScoped
public class UnsettledRows {

    // The account of a usage row is that of its contract period, which may be an unsettled row itself.
    private static final String ADD = """
            with found as (
                select distinct on (u.external_id, case when u.external_id is null then u.line end)
                       u.external_id, coalesce(own.account_id, api.id, p.account_id, o.account_id) as account_id,
                       coalesce(u.account, o.account_ref) as account_ref, u.line
                from unnest($5::text[], $6::text[], $7::text[], $8::bigint[]) as u (external_id, account, period, line)
                left join account_source own on own.source = $3::text and own.external_id = u.account
                left join account api on api.id = u.account and api.source = 'api' and own.account_id is null
                left join contract_period p on p.id = $1 || ':' || u.period
                left join unsettled_row o on o.source = $1 and o.kind = 'CONTRACT_PERIOD' and o.external_id = u.period
                                         and o.settled_at is null and p.id is null
                order by u.external_id, case when u.external_id is null then u.line end, u.line desc
            ), added as (
                insert into unsettled_row as r
                       (source, kind, external_id, account_id, account_source, account_ref, job_id, line, known_at)
                select $1::text, $2::text, f.external_id, f.account_id, $3::text, f.account_ref, $4::uuid, f.line, (select business_now())
                from found f
                where f.account_id is not null or f.account_ref is not null
                order by f.external_id, f.line
                on conflict (source, kind, external_id) where settled_at is null
                do update set account_id = excluded.account_id, account_source = excluded.account_source,
                              account_ref = excluded.account_ref, job_id = excluded.job_id, line = excluded.line
                returning r.account_id
            ), unplaced as (
                update import_job j set rows_without_account = j.rows_without_account + n.rows
                from (select count(*) as rows from found f where f.account_id is null and f.account_ref is null) n
                where j.id = $4::uuid and n.rows > 0
            )
            select a.account_id from added a where a.account_id is not null group by a.account_id
            """;

    private static final String SETTLE = """
            update unsettled_row r set settled_at = (select business_now())
            from (select number from unsettled_row
                  where source = $1 and kind = $2 and external_id = any ($3) and settled_at is null
                  order by external_id for no key update) o
            where r.number = o.number
            returning r.account_id
            """;

    private static final String DISMISS = """
            with dismissed as (
                update unsettled_row set settled_at = (select business_now())
                where job_id = $1 and settled_at is null and ($2::bigint[] is null or line = any ($2))
                returning number, account_id, account_source, account_ref)
            select distinct coalesce(d.account_id, l.account_id) as account_id
            from dismissed d
            left join account_source l on d.account_id is null and l.external_id = d.account_ref
                                      and l.source in (d.account_source, 'api')
            where coalesce(d.account_id, l.account_id) is not null
            """;

    /**
     * A row of a file that is not stored.
     *
     * @param externalId its id in the source; null if it could not be read
     * @param account its account's id in the source; null if it could not be read or comes through a contract period
     * @param period its contract period's id in the source; null if it could not be read or the account is named
     * @param line line of the file on which it starts
     */
    public record Unstored(String externalId, String account, String period, long line) {}

    private final Pool pool;

    UnsettledRows(Pool pool) {
        this.pool = pool;
    }

    /**
     * Notes rows that are not stored, in the transaction of the import; rows whose account is not readable are counted on
     * the job. A row with the id of an earlier unsettled one replaces it.
     *
     * @param accountSource the source whose account ids the file carries
     * @return the accounts concerned, as far as they exist
     */
    public static Uni<Set<String>> add(
            SqlClient tx, UUID job, String source, RecordKind kind, String accountSource, List<Unstored> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().item(TreeSet::new);
        }
        return tx.preparedQuery(ADD)
                .execute(Tuple.of(source, kind.name(), accountSource, job)
                        .addArrayOfString(texts(rows, Unstored::externalId))
                        .addArrayOfString(texts(rows, Unstored::account))
                        .addArrayOfString(texts(rows, Unstored::period))
                        .addArrayOfLong(rows.stream().map(Unstored::line).toArray(Long[]::new)))
                .map(UnsettledRows::accounts);
    }

    /**
     * Settles the rows of records that are stored now.
     *
     * @param externalIds ids of the records in the source
     * @return the accounts concerned, as far as they existed when the row was sent
     */
    public static Uni<Set<String>> settle(
            SqlClient tx, String source, RecordKind kind, Collection<String> externalIds) {
        if (externalIds.isEmpty()) {
            return Uni.createFrom().item(TreeSet::new);
        }
        return tx.preparedQuery(SETTLE)
                .execute(Tuple.of(source, kind.name()).addArrayOfString(externalIds.toArray(String[]::new)))
                .map(UnsettledRows::accounts);
    }

    /**
     * Settles the row of a record that a request stored.
     *
     * @param recordId "source:external id"; nothing happens for an id without a source
     * @return the accounts concerned
     */
    public static Uni<Set<String>> settle(SqlClient tx, RecordKind kind, String recordId) {
        return tx.preparedQuery("select unnest(settle_record($1, $2))")
                .execute(Tuple.of(kind.name(), recordId))
                .map(UnsettledRows::accounts);
    }

    /**
     * Dismisses unsettled rows of an import: their figures are computed without them.
     *
     * @param lines the lines of the file; null for all rows
     */
    public Uni<Void> dismiss(UUID job, List<Long> lines) {
        return TemporaryFailure.retried(pool.withTransaction(tx -> tx.preparedQuery(DISMISS)
                .execute(Tuple.of(job).addArrayOfLong(lines == null ? null : lines.toArray(Long[]::new)))
                .map(UnsettledRows::accounts)
                .chain(accounts -> ChangePublisher.markDirty(tx, accounts))));
    }

    private static String[] texts(List<Unstored> rows, Function<Unstored, String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }

    private static Set<String> accounts(RowSet<Row> rows) {
        Set<String> accounts = new TreeSet<>();
        rows.forEach(row -> {
            if (row.getString(0) != null) {
                accounts.add(row.getString(0));
            }
        });
        return accounts;
    }
}

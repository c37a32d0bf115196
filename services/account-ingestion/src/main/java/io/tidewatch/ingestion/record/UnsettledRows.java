package io.tidewatch.ingestion.record;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Rows that a source sent and that are not stored, because they were rejected or conflict with a stored record. The figures
 * of their accounts are unknown until the record is stored or the row is dismissed: a missing contract is not a revenue of 0.
 */
@ApplicationScoped
public class UnsettledRows {

    private static final String DISMISS = """
            with dismissed as (
                update unsettled_row set settled_at = (select business_now())
                where job_id = $1 and settled_at is null and ($2::bigint[] is null or line = any ($2))
                returning number, account_id, account_source, account_ref)
            select distinct coalesce(d.account_id, l.account_id) as account_id, (select count(*) from dismissed) as dismissed
            from dismissed d
            left join account_source l on d.account_id is null and l.external_id = d.account_ref
                                      and l.source in (d.account_source, 'api')
            """;

    private final Pool pool;
    private final AuditLog audit;

    UnsettledRows(Pool pool, AuditLog audit) {
        this.pool = pool;
        this.audit = audit;
    }

    /**
     * Settles the row of a record that a request stored.
     *
     * @param kind the name of a {@code RecordKind}, or that of a declared kind
     * @param recordId "source:external id"; nothing happens for an id without a source
     * @return the accounts concerned
     */
    public static Uni<Set<String>> settle(SqlClient tx, String kind, String recordId) {
        return tx.preparedQuery("select unnest(settle_record($1, $2))")
                .execute(Tuple.of(kind, recordId))
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
                .call(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.write(
                                tx,
                                Act.of(Action.DISMISSED, "import", job)
                                        .with("rows", rows.iterator().next().getLong("dismissed"))))
                .map(UnsettledRows::accounts)
                .chain(accounts -> ChangePublisher.markDirty(tx, accounts))));
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

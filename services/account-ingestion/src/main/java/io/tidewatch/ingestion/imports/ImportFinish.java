package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.imports.ImportBatch.TakenOver;
import io.tidewatch.ingestion.imports.ImportState.Counts;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.source.SourceCoverage;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Ends the import of a file whose rows are all stored: reviews its contract periods, records coverage, sets DONE. */
@ApplicationScoped
public class ImportFinish {

    private static final int ACCOUNTS_AT_ONCE = 1_000;

    /** One pass in order of the start, so the cost stays linear however many periods an account has. */
    private static final String GAPS = """
            select p.account_id || ' ' || (p.start_date - 1) as example
            from (select account_id, start_date,
                         max(coalesce(end_date, 'infinity')) over (
                             partition by account_id order by start_date
                             range between unbounded preceding and interval '1 day' preceding) as ended_before
                  from contract_period
                  where account_id = any ($1) and not deleted and (end_date is null or end_date > start_date)) p
            where p.ended_before = p.start_date - 1
            group by p.account_id, p.start_date
            """;

    private static final String OVERLAPS = """
            select account_id || ' ' || id || ' ' || overlap_from as example
            from overlapping_period where account_id = any ($1)
            """;

    private final Pool pool;
    private final ImportJobs jobs;
    private final ImportConfig config;
    private final AuditLog audit;

    ImportFinish(Pool pool, ImportJobs jobs, ImportConfig config, AuditLog audit) {
        this.pool = pool;
        this.jobs = jobs;
        this.config = config;
        this.audit = audit;
    }

    /** Adds to what a job has of this type; nothing happens for a count of 0. */
    private static Uni<Void> add(SqlClient tx, ImportClaim claim, ImportNotice notice) {
        if (notice.count() == 0) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery("select add_import_notice($1, $2, $3, $4)")
                .execute(Tuple.of(
                        claim.id(),
                        notice.type().name(),
                        notice.count(),
                        notice.examples().toArray(String[]::new)))
                .replaceWithVoid();
    }

    /**
     * Looks for gaps and overlaps among the contract periods of some of the accounts that the file concerns. Each call is
     * a transaction of its own, so a replica that takes over continues with the accounts that are left.
     *
     * @return whether accounts may be left; fails with {@link TakenOver} when the claim is not the newest any more
     */
    Uni<Boolean> reviewSomePeriods(ImportClaim claim) {
        return pool.withTransaction(tx -> hold(tx, claim)
                .chain(() -> tx.preparedQuery("""
                                delete from import_account where job_id = $1 and account_id in (
                                    select account_id from import_account where job_id = $1 order by account_id limit $2)
                                returning account_id
                                """).execute(Tuple.of(claim.id(), ACCOUNTS_AT_ONCE)))
                .chain(rows -> {
                    String[] accounts = new String[rows.rowCount()];
                    int i = 0;
                    for (var row : rows) {
                        accounts[i++] = row.getString(0);
                    }
                    return notice(tx, claim, ImportNotice.Type.ONE_DAY_GAPS, GAPS, accounts)
                            .chain(() -> notice(tx, claim, ImportNotice.Type.PERIODS_OVERLAP, OVERLAPS, accounts))
                            .replaceWith(accounts.length == ACCOUNTS_AT_ONCE);
                }));
    }

    /**
     * Deletes some of what is not needed any more once all rows are stored: for a large file, all at once would exceed the limits
     * of the database.
     *
     * @return whether there may be more; fails with {@link TakenOver} when the claim is not the newest any more
     */
    Uni<Boolean> forgetSome(ImportClaim claim) {
        return pool.withTransaction(tx -> hold(tx, claim).chain(() -> ImportJobs.forgetSome(tx, claim.id())));
    }

    private static Uni<Void> notice(
            SqlConnection tx, ImportClaim claim, ImportNotice.Type type, String query, String[] accounts) {
        return tx.preparedQuery(
                        "select count(*) as n, coalesce((array_agg(example order by example))[1:%d], '{}') as some from (%s) e"
                                .formatted(ImportNotice.MOST_EXAMPLES, query))
                .execute(Tuple.tuple().addArrayOfString(accounts))
                .map(rows -> rows.iterator().next())
                .chain(row -> add(
                        tx, claim, new ImportNotice(type, row.getLong("n"), List.of(row.getArrayOfStrings("some")))));
    }

    /**
     * Sets the job to DONE. Its bytes are not needed any more. What the source says of its completeness holds only when all
     * rows of the file are stored; otherwise missing rows would pass for silence of the customer. The end time is taken
     * last: whoever asks for what was known at that time sees everything of the file.
     *
     * @param columnsNotUsed names of columns that no field reads
     * @return the counts of the whole file; fails with {@link TakenOver} when the claim is not the newest any more
     */
    Uni<Counts> finish(ImportRun run, List<String> columnsNotUsed) {
        ImportClaim claim = run.claim();
        return pool.withTransaction(tx -> ChangePublisher.trace(tx, claim.traceparent())
                .chain(() -> hold(tx, claim))
                .chain(counts -> ImportJobs.forgetFile(tx, claim.id())
                        .chain(() ->
                                add(tx, claim, ImportNotice.of(ImportNotice.Type.COLUMNS_NOT_USED, columnsNotUsed)))
                        .chain(() -> add(
                                tx,
                                claim,
                                ImportNotice.of(
                                        ImportNotice.Type.ROWS_NOT_LISTED,
                                        Math.max(0, counts.missing() - config.maxListedRows()))))
                        .chain(() -> audit.write(tx, act(claim, counts)))
                        .chain(() -> cover(tx, claim, run.kind(), counts))
                        .chain(() -> tx.preparedQuery("""
                                        update import_job set state = 'DONE', finished_at = business_now() where id = $1
                                        """).execute(Tuple.of(claim.id())))
                        .replaceWith(counts)));
    }

    private static Act act(ImportClaim claim, Counts counts) {
        return Act.of(Action.FINISHED, "import", claim.id())
                .with("state", "DONE")
                .with("rows", counts.rows())
                .with("accepted", counts.accepted())
                .with("corrected", counts.corrected())
                .with("present", counts.present())
                .with("conflicts", counts.conflicts())
                .with("rejected", counts.rejected());
    }

    /** Coverage counts what is stored: a file whose rows were all rejected says nothing about its kind. */
    private static Uni<Void> cover(SqlConnection tx, ImportClaim claim, FileKind kind, Counts counts) {
        String source = claim.mapping().source();
        if (counts.whole()) {
            return SourceCoverage.raise(
                    tx, claim.id(), source, kind.name(), kind.boundByDay(), claim.completeThrough());
        }
        return (counts.missing() == counts.rows()
                        ? Uni.createFrom().voidItem()
                        : raisePartly(tx, claim.id(), source, kind))
                .chain(() -> add(tx, claim, ImportNotice.of(ImportNotice.Type.ROWS_NOT_SETTLED, counts.missing())))
                .chain(() -> add(
                        tx,
                        claim,
                        ImportNotice.of(
                                ImportNotice.Type.COMPLETE_THROUGH_NOT_APPLIED,
                                claim.completeThrough() == null ? 0 : counts.missing())));
    }

    /**
     * Records that the source delivers the kind although rows are missing. The accounts of these rows are unknown by
     * themselves. Rows whose account is not readable may be of any account: then a kind that holds until further notice is
     * not recorded before a file without such rows, because "there is none" would be taken for an answer.
     */
    private static Uni<Void> raisePartly(SqlConnection tx, UUID job, String source, FileKind kind) {
        return tx.preparedQuery("select rows_without_account from import_job where id = $1")
                .execute(Tuple.of(job))
                .chain(rows -> kind.boundByDay()
                                || kind.is(RecordKind.ACCOUNT)
                                || rows.iterator().next().getLong(0) == 0
                        ? SourceCoverage.raise(tx, job, source, kind.name(), kind.boundByDay(), null)
                        : Uni.createFrom().voidItem());
    }

    /** Locks the job for the transaction; a stale owner finds no row and everything is rolled back. */
    private Uni<Counts> hold(SqlConnection tx, ImportClaim claim) {
        return tx.preparedQuery("""
                        select row_count, accepted, corrected, present, conflicts, rejected from import_job
                        where id = $1 and owner = $2 and epoch = $3 for no key update
                        """)
                .execute(Tuple.from(Arrays.asList(claim.id(), jobs.instanceId(), claim.epoch())))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new TakenOver();
                    }
                    return Counts.of(rows.iterator().next());
                });
    }
}

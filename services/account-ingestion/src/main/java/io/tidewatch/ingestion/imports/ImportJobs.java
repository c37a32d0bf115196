package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.feed.trace.Traceparent;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.Mappings;
import io.tidewatch.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;

/** The job table: stores uploads, claims jobs, answers queries. The worker writes with {@link ImportBatch}. */
@ApplicationScoped
public class ImportJobs {

    private static final int IDS_FORGOTTEN_AT_ONCE = 20_000;
    private static final int PIECES_FORGOTTEN_AT_ONCE = 100;

    private static final String CLAIM = """
            update import_job j
            set owner = $1, epoch = j.epoch + 1, state = 'RUNNING',
                lease_until = clock_timestamp() + make_interval(secs => $2::double precision)
            where j.id = (
                select c.id from import_job c
                where c.state in ('WAITING', 'RUNNING') and c.lease_until < clock_timestamp()
                  -- Files of one source are imported in the order in which they arrived, because they refer to each other.
                  and not exists (select 1 from import_job e
                                  where e.source = c.source and e.number < c.number and e.state in ('WAITING', 'RUNNING'))
                order by c.number
                limit 1
                for update skip locked)
            returning j.id, j.epoch, j.mapping_body::text as mapping_body, j.complete_through, j.corrections,
                      j.next_offset, j.next_line, j.bytes, j.traceparent
            """;

    private final Pool pool;
    private final AuditLog audit;
    private final String instanceId;

    public ImportJobs(Pool pool, AuditLog audit, Config config) {
        this.pool = pool;
        this.audit = audit;
        this.instanceId = config.getValue("tidewatch.instance-id", String.class);
    }

    /** The name of this replica in leases. */
    String instanceId() {
        return instanceId;
    }

    /** Creates the job for the pieces of a file, in the trace of the request; no worker claims it before {@link #close}. */
    Uni<Void> open(UUID id, MappingFile mapping, LocalDate completeThrough, boolean corrections, String fileName) {
        return pool.preparedQuery("""
                        insert into import_job (id, mapping, mapping_body, source, kind, file_name, complete_through, corrections,
                                                state, received_at, owner, traceparent, lease_until)
                        values ($1, $2, $3::text::jsonb, $4, $5, $6, $7, $8, 'UPLOADING', (select business_now()), $9, $10,
                                clock_timestamp() + interval '1 minute')
                        """)
                .execute(Tuple.from(java.util.Arrays.asList(
                        id,
                        mapping.name(),
                        Mappings.write(mapping),
                        mapping.source(),
                        mapping.kind(),
                        fileName,
                        completeThrough,
                        corrections,
                        instanceId,
                        Traceparent.current())))
                .replaceWithVoid();
    }

    /** Stores a piece and extends the lease of the upload by a minute. {@link #close} makes it durable, which need not be waited for here. */
    Uni<Void> store(UUID id, long start, byte[] piece) {
        return pool.preparedQuery("""
                        with alive as (update import_job set lease_until = clock_timestamp() + interval '1 minute' where id = $1)
                        insert into import_chunk (job_id, start, bytes)
                        select $1, $2, $3 from set_config('synchronous_commit', 'off', true)
                        """)
                .execute(Tuple.of(id, start, Buffer.buffer(piece)))
                .replaceWithVoid();
    }

    /**
     * Releases a complete file to the workers; all of it is on disk when this is answered, because the log is written in order.
     *
     * @param sha256 of the file, in hex
     */
    Uni<ImportState> close(UUID id, long bytes, String sha256) {
        return pool.withTransaction(
                tx -> tx.preparedQuery("update import_job set state = 'WAITING', bytes = $2, owner = null,"
                                + " lease_until = '-infinity' where id = $1 and state = 'UPLOADING' returning "
                                + ImportState.COLUMNS)
                        .execute(Tuple.of(id, bytes))
                        .map(rows -> ImportState.of(rows.iterator().next()))
                        .call(state -> audit.write(
                                tx,
                                Act.of(Action.STARTED, "import", id)
                                        .with("mapping", state.mapping())
                                        .with("source", state.source())
                                        .with("corrections", state.corrections())
                                        .with("bytes", bytes)
                                        .with("sha256", sha256))));
    }

    /** Deletes an upload that did not arrive completely. */
    Uni<Void> discard(UUID id) {
        return pool.preparedQuery("delete from import_job where id = $1 and state = 'UPLOADING'")
                .execute(Tuple.of(id))
                .replaceWithVoid();
    }

    /** Deletes the uploads whose replica or connection is gone. */
    Uni<Integer> discardAbandoned() {
        return pool.query("delete from import_job where state = 'UPLOADING' and lease_until < clock_timestamp()")
                .execute()
                .map(rows -> rows.rowCount());
    }

    /** Claims the next job without a live lease; null when there is none. */
    Uni<ImportClaim> claim(double leaseSeconds) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(instanceId, leaseSeconds))
                .map(rows -> rows.rowCount() == 0
                        ? null
                        : ImportClaim.of(rows.iterator().next()));
    }

    /** Renews the lease; false when the import was taken over. */
    Uni<Boolean> renew(ImportClaim claim, double leaseSeconds) {
        return pool.preparedQuery("""
                        update import_job set lease_until = clock_timestamp() + make_interval(secs => $4::double precision)
                        where id = $1 and owner = $2 and epoch = $3
                        """)
                .execute(Tuple.of(claim.id(), instanceId, claim.epoch(), leaseSeconds))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Releases the lease, so that any replica can continue at once. */
    Uni<Void> release(ImportClaim claim) {
        return pool.preparedQuery(
                        "update import_job set lease_until = '-infinity' where id = $1 and owner = $2 and epoch = $3")
                .execute(Tuple.of(claim.id(), instanceId, claim.epoch()))
                .replaceWithVoid();
    }

    /** Sets a job to FAILED; {@link #forgetSomeOfFailed} deletes what it leaves. */
    Uni<Void> fail(ImportClaim claim, String reason) {
        return pool.withTransaction(tx -> tx.preparedQuery("""
                        update import_job set state = 'FAILED', reason = $4, finished_at = (select business_now())
                        where id = $1 and owner = $2 and epoch = $3
                        """)
                .execute(Tuple.of(claim.id(), instanceId, claim.epoch(), reason))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.write(
                                tx,
                                Act.of(Action.FINISHED, "import", claim.id()).with("state", "FAILED"))));
    }

    /**
     * Deletes some of what a failed job left. Its first piece goes last, so that a replica which dies on the way leaves the rest to
     * others.
     *
     * @return whether there was anything
     */
    Uni<Boolean> forgetSomeOfFailed() {
        return pool.withTransaction(tx -> tx.query("""
                        select j.id from import_job j
                        where j.state = 'FAILED' and exists (select 1 from import_chunk c where c.job_id = j.id)
                        limit 1 for update skip locked
                        """).execute().chain(rows -> {
            if (rows.rowCount() == 0) {
                return Uni.createFrom().item(false);
            }
            UUID id = rows.iterator().next().getUUID("id");
            return forgetSome(tx, id)
                    .chain(more -> more ? Uni.createFrom().voidItem() : forgetFile(tx, id))
                    .replaceWith(true);
        }));
    }

    /** Deletes the bytes of a file and the ids and accounts noted for it, because its job has ended; few are left. */
    static Uni<Void> forgetFile(SqlClient tx, UUID job) {
        return tx.preparedQuery("""
                        with seen as (delete from import_seen where job_id = $1),
                             accounts as (delete from import_account where job_id = $1)
                        delete from import_chunk where job_id = $1
                        """).execute(Tuple.of(job)).replaceWithVoid();
    }

    /**
     * Deletes some of the bytes of a file of which no row is read any more, and some of the ids and accounts noted for it; the first
     * piece stays for a replica that takes over, because it holds the names of the columns.
     *
     * @return whether there may be more
     */
    static Uni<Boolean> forgetSome(SqlClient tx, UUID job) {
        return tx.preparedQuery("""
                        with seen as (
                                 delete from import_seen where job_id = $1 and id = any (array(
                                     select id from import_seen where job_id = $1 order by id limit $2))
                                 returning 1),
                             accounts as (
                                 delete from import_account where job_id = $1 and account_id = any (array(
                                     select account_id from import_account where job_id = $1 order by account_id limit $2))
                                 returning 1),
                             pieces as (
                                 delete from import_chunk where job_id = $1 and start = any (array(
                                     select start from import_chunk where job_id = $1 and start > 0 order by start limit $3))
                                 returning 1)
                        select (select count(*) from seen) = $2 or (select count(*) from accounts) = $2
                            or (select count(*) from pieces) = $3 as more
                        """)
                .execute(Tuple.of(job, IDS_FORGOTTEN_AT_ONCE, PIECES_FORGOTTEN_AT_ONCE))
                .map(rows -> rows.iterator().next().getBoolean("more"));
    }

    /** The bytes of the file from the offset to the end of their piece; null after the end of the file. */
    Uni<Buffer> piece(UUID id, long offset) {
        return pool.preparedQuery("""
                        select c.start, c.bytes from import_chunk c
                        where c.job_id = $1 and c.start <= $2 order by c.start desc limit 1
                        """).execute(Tuple.of(id, offset)).map(rows -> {
            if (rows.rowCount() == 0) {
                return null;
            }
            Row row = rows.iterator().next();
            Buffer bytes = row.get(Buffer.class, "bytes");
            int skip = (int) (offset - row.getLong("start"));
            return skip >= bytes.length() ? null : bytes.slice(skip, bytes.length());
        });
    }

    /** The import of that id; fails with {@code import-not-found}. */
    Uni<ImportState> get(UUID id) {
        return pool.preparedQuery(
                        "select " + ImportState.COLUMNS + " from import_job where id = $1 and state <> 'UPLOADING'")
                .execute(Tuple.of(id))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new ProblemException(ImportProblem.IMPORT_NOT_FOUND, "There is no import " + id + ".");
                    }
                    return ImportState.of(rows.iterator().next());
                });
    }

    /** The jobs below a number, the newest first. */
    Uni<List<ImportState>> list(long below, int limit) {
        return pool.preparedQuery("select " + ImportState.COLUMNS
                        + " from import_job where state <> 'UPLOADING' and number < $1 order by number desc limit $2")
                .execute(Tuple.of(below, limit))
                .map(rows -> {
                    List<ImportState> states = new ArrayList<>();
                    rows.forEach(row -> states.add(ImportState.of(row)));
                    return states;
                });
    }

    /** Rows of an import that were not stored, after a line. */
    Uni<List<RowIssue>> issues(UUID id, String outcome, long afterLine, int limit) {
        return pool.preparedQuery("""
                        select line, outcome, external_id, column_name, reason from import_row
                        where job_id = $1 and ($2::text is null or outcome = $2) and line > $3 order by line limit $4
                        """)
                .execute(Tuple.of(id, outcome, afterLine, limit))
                .map(rows -> {
                    List<RowIssue> issues = new ArrayList<>();
                    rows.forEach(row -> issues.add(new RowIssue(
                            row.getLong("line"),
                            row.getString("outcome"),
                            row.getString("external_id"),
                            row.getString("column_name"),
                            row.getString("reason"),
                            null,
                            null)));
                    return issues;
                });
    }
}

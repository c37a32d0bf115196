package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.change.ChangeTelling;
import io.tidewatch.ingestion.imports.RecordInsert.Placed;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.source.SourceCoverage;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes in a batch of rows in one transaction: the records, what became of every row, the place to go on from, the marks
 * for the metrics and the changes to tell. After a crash all of it is there or none.
 */
@ApplicationScoped
public class ImportBatch {

    /** Another replica has taken the import over; nothing of the batch was kept. */
    static final class TakenOver extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenOver() {
            super("The import was taken over", null, false, false);
        }
    }

    /** How many rows ended how. */
    record Tally(int accepted, int present, int conflicts, int rejected) {}

    private final Pool pool;
    private final ImportJobs jobs;
    private final Map<RecordKind, RecordInsert> inserts = new EnumMap<>(RecordKind.class);

    /** For the container. */
    public ImportBatch(Pool pool, ImportJobs jobs) {
        this.pool = pool;
        this.jobs = jobs;
        for (RecordKind kind : RecordKind.values()) {
            inserts.put(kind, new RecordInsert(kind));
        }
    }

    /**
     * Takes in a batch.
     *
     * @param rows what was understood
     * @param rejected what was not
     * @param nextOffset where in the file to go on
     * @param nextLine the line of that place
     * @param last whether the file ends there
     * @param notes for the job's reader, with the last batch
     * @return fails with {@link TakenOver} when the claim is not the newest any more
     */
    Uni<Tally> take(
            ImportClaim claim,
            List<ImportedRow> rows,
            List<RowIssue> rejected,
            long nextOffset,
            long nextLine,
            boolean last,
            List<String> notes) {
        MappingFile mapping = claim.mapping();
        List<RowIssue> issues = new ArrayList<>(rejected);
        return pool.withTransaction(tx -> place(tx, mapping, rows, issues)
                .chain(placed -> insertNew(tx, mapping, placed, issues).chain(outcome -> {
                    Tally tally = outcome.tally(rejected.size(), rows.size());
                    List<String> touched = outcome.accepted.stream()
                            .map(Placed::accountId)
                            .distinct()
                            .toList();
                    return link(tx, mapping, outcome.accepted)
                            .chain(() -> list(tx, claim, issues))
                            .chain(() -> progress(tx, claim, tally, nextOffset, nextLine, last, notes))
                            .chain(() ->
                                    last ? finish(tx, claim) : Uni.createFrom().voidItem())
                            .chain(() -> ChangeTelling.markDirty(tx, touched))
                            .chain(() -> tell(tx, mapping.kind(), outcome.accepted))
                            .replaceWith(tally);
                })));
    }

    private Uni<List<Placed>> place(
            SqlConnection tx, MappingFile mapping, List<ImportedRow> rows, List<RowIssue> issues) {
        if (mapping.kind() == RecordKind.ACCOUNT) {
            return Uni.createFrom()
                    .item(rows.stream()
                            .map(row -> new Placed(row.externalId(), row.externalId(), row))
                            .toList());
        }
        boolean byPeriod = !mapping.fields().containsKey(RecordKind.ACCOUNT_FIELD);
        Set<String> references = new TreeSet<>();
        rows.forEach(row -> references.add(byPeriod ? row.period() : row.account()));
        Uni<Map<String, String>> found = byPeriod
                ? AccountFinder.byPeriod(tx, mapping.source(), references)
                : AccountFinder.byAccount(tx, mapping.source(), references);
        return found.map(accounts -> {
            List<Placed> placed = new ArrayList<>();
            for (ImportedRow row : rows) {
                String reference = byPeriod ? row.period() : row.account();
                String account = accounts.get(reference);
                if (account == null) {
                    String field = byPeriod ? RecordKind.PERIOD_FIELD : RecordKind.ACCOUNT_FIELD;
                    issues.add(RowIssue.rejected(
                            row.line(),
                            row.externalId(),
                            mapping.fields().get(field).column(),
                            "There is no " + (byPeriod ? "contract period " : "account ") + FieldReader.shown(reference)
                                    + "."));
                } else {
                    placed.add(new Placed(mapping.source() + ":" + row.externalId(), account, row));
                }
            }
            return placed;
        });
    }

    /** What became of the rows that have an account. */
    private static final class Outcome {
        private final List<Placed> accepted = new ArrayList<>();
        private int present;
        private int conflicts;

        Tally tally(int rejectedBefore, int understood) {
            int rejectedNow = understood - accepted.size() - present - conflicts;
            return new Tally(accepted.size(), present, conflicts, rejectedBefore + rejectedNow);
        }
    }

    private Uni<Outcome> insertNew(SqlConnection tx, MappingFile mapping, List<Placed> placed, List<RowIssue> issues) {
        Map<String, Placed> firsts = new LinkedHashMap<>();
        placed.forEach(record -> firsts.putIfAbsent(record.id(), record));
        if (firsts.isEmpty()) {
            return Uni.createFrom().item(new Outcome());
        }
        RecordInsert insert = inserts.get(mapping.kind());
        return insert.insert(tx, mapping.source(), List.copyOf(firsts.values())).chain(inserted -> {
            Set<String> others = new HashSet<>(firsts.keySet());
            others.removeAll(inserted);
            return insert.present(tx, others).map(present -> judge(mapping, placed, firsts, inserted, present, issues));
        });
    }

    private static Outcome judge(
            MappingFile mapping,
            List<Placed> placed,
            Map<String, Placed> firsts,
            Set<String> inserted,
            Map<String, RecordInsert.Present> present,
            List<RowIssue> issues) {
        Outcome outcome = new Outcome();
        for (Placed record : placed) {
            if (inserted.contains(record.id()) && firsts.get(record.id()) == record) {
                outcome.accepted.add(record);
                continue;
            }
            RecordInsert.Present there = inserted.contains(record.id())
                    ? new RecordInsert.Present(
                            mapping.source(), firsts.get(record.id()).row().contentHash())
                    : present.get(record.id());
            if (there == null || !there.source().equals(mapping.source())) {
                issues.add(RowIssue.rejected(
                        record.row().line(),
                        record.row().externalId(),
                        null,
                        "The id is taken by the source \"" + (there == null ? "?" : there.source()) + "\"."));
            } else if (there.contentHash().equals(record.row().contentHash())) {
                outcome.present++;
            } else {
                outcome.conflicts++;
                issues.add(RowIssue.conflict(record.row()));
            }
        }
        return outcome;
    }

    /** Remembers which account a source means by which id. */
    private static Uni<Void> link(SqlConnection tx, MappingFile mapping, List<Placed> accepted) {
        Map<String, String> links = new TreeMap<>();
        accepted.stream()
                .filter(record -> record.row().account() != null)
                .forEach(record -> links.put(record.row().account(), record.accountId()));
        if (links.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery("""
                        insert into account_source (source, external_id, account_id)
                        select $1, u.ref, u.account_id from unnest($2::text[], $3::text[]) as u (ref, account_id)
                        on conflict do nothing
                        """)
                .execute(Tuple.of(mapping.source())
                        .addArrayOfString(links.keySet().toArray(String[]::new))
                        .addArrayOfString(links.values().toArray(String[]::new)))
                .replaceWithVoid();
    }

    private static Uni<Void> list(SqlConnection tx, ImportClaim claim, List<RowIssue> issues) {
        if (issues.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery("""
                        insert into import_row (job_id, line, outcome, external_id, column_name, reason)
                        select $1, u.* from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) as u
                        on conflict do nothing
                        """)
                .execute(Tuple.of(claim.id())
                        .addArrayOfLong(issues.stream().map(RowIssue::line).toArray(Long[]::new))
                        .addArrayOfString(RecordInsert.column(issues, RowIssue::outcome))
                        .addArrayOfString(RecordInsert.column(issues, RowIssue::externalId))
                        .addArrayOfString(RecordInsert.column(issues, RowIssue::column))
                        .addArrayOfString(RecordInsert.column(issues, RowIssue::reason)))
                .replaceWithVoid();
    }

    /** Moves the place to go on from; a stale owner finds no row and everything is rolled back. */
    private Uni<Void> progress(
            SqlConnection tx,
            ImportClaim claim,
            Tally tally,
            long nextOffset,
            long nextLine,
            boolean last,
            List<String> notes) {
        return tx.preparedQuery("""
                        update import_job
                        set next_offset = $4, next_line = $5, accepted = accepted + $6, present = present + $7,
                            conflicts = conflicts + $8, rejected = rejected + $9, row_count = row_count + $6 + $7 + $8 + $9,
                            state = case when $10 then 'DONE' else 'RUNNING' end,
                            finished_at = case when $10 then (select business_now()) end,
                            notes = case when $10 then $11 else notes end
                        where id = $1 and owner = $2 and epoch = $3
                        """)
                .execute(Tuple.from(Arrays.asList(
                        claim.id(),
                        jobs.instanceId(),
                        claim.epoch(),
                        nextOffset,
                        nextLine,
                        (long) tally.accepted(),
                        (long) tally.present(),
                        (long) tally.conflicts(),
                        (long) tally.rejected(),
                        last,
                        notes.toArray(String[]::new))))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new TakenOver();
                    }
                    return null;
                });
    }

    /** The file is in: its bytes are not needed any more, and what the source says of itself holds. */
    private static Uni<Void> finish(SqlConnection tx, ImportClaim claim) {
        return tx.preparedQuery("delete from import_chunk where job_id = $1")
                .execute(Tuple.of(claim.id()))
                .chain(() -> SourceCoverage.raise(
                        tx, claim.mapping().source(), claim.mapping().kind(), claim.completeThrough()));
    }

    private static Uni<Void> tell(SqlConnection tx, RecordKind kind, List<Placed> accepted) {
        List<String> ids = accepted.stream().map(Placed::id).toList();
        List<String> accounts = accepted.stream().map(Placed::accountId).toList();
        return ChangeTelling.tell(
                tx,
                kind.changesAccount() ? accounts : List.of(),
                kind == RecordKind.TOUCHPOINT ? ids : List.of(),
                kind == RecordKind.CONTACT ? ids : List.of());
    }
}

package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.change.NewMarks;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.ingestion.imports.ImportState.Counts;
import io.tidewatch.ingestion.imports.RecordStore.Placed;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.RecordKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Stores a batch of rows in one transaction: the records, the outcome of every row, the position to continue from, the marks
 * for the metrics and the published changes. After a crash either all of it is stored or nothing. Blocks.
 *
 * <p>The work has three parts: while the records of a batch are sent, the batch before it is completed and the one after it is judged.
 * What a batch waits for while it is completed (unsettled rows, accounts, marks, the feed) is locked by none that is only judged or sent.
 */
@ApplicationScoped
public class ImportBatch {

    /** Another replica has taken the import over; nothing of the batch was stored. */
    static final class TakenOver extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenOver() {
            super("The import was taken over", null, false, false);
        }
    }

    /** The number of rows by outcome. */
    record Tally(int accepted, int corrected, int present, int conflicts, int rejected) {}

    private final ImportDatabase database;
    private final ImportJobs jobs;
    private final ImportConfig config;
    private final NewMarks marks;
    private final RowCounters counters;

    ImportBatch(ImportDatabase database, ImportJobs jobs, ImportConfig config, NewMarks marks, RowCounters counters) {
        this.database = database;
        this.jobs = jobs;
        this.config = config;
        this.marks = marks;
        this.counters = counters;
    }

    /**
     * A batch of whose rows it is decided what becomes of them.
     *
     * <p>Its transaction is open until it is closed.
     *
     * @param issues the rows that are not stored
     * @param records what there is to store
     * @param links account by the id that the source gives it, as far as that is not stored
     */
    record Judged(
            ImportTransaction tx,
            ImportRun run,
            ImportChunk chunk,
            RowOutcomes outcomes,
            List<RowIssue> issues,
            RecordStore.Writing records,
            Map<String, String> links)
            implements AutoCloseable {

        @Override
        public void close() {
            tx.close();
        }
    }

    /** Judges a batch after the one before it. {@link ImportRun#mostOpen} of those before need not be complete yet. */
    Judged judge(ImportRun run, ImportChunk chunk) {
        ImportTransaction tx = database.begin();
        boolean judged = false;
        try {
            Judged batch = tx.doing(open -> judge(open, run, chunk));
            judged = true;
            return batch;
        } finally {
            if (!judged) {
                tx.close();
            }
        }
    }

    private static Judged judge(ImportTransaction tx, ImportRun run, ImportChunk chunk) throws SQLException {
        List<RowIssue> issues = new ArrayList<>(chunk.rejected());
        RowOutcomes outcomes = new RowOutcomes(new Placement(run).of(tx, chunk.rows(), issues), chunk.keys());
        RecordStore.Writing records = outcomes.ids().isEmpty()
                ? then -> {}
                : run.store().judge(tx, run, outcomes, correctable(tx, run.claim(), outcomes), issues);
        run.judged(outcomes);
        return new Judged(tx, run, chunk, outcomes, issues, records, newLinks(run, outcomes));
    }

    /** Sends the records of a batch. */
    void send(Judged batch) {
        batch.tx().doing(tx -> {
            batch.records().in(tx);
            link(tx, batch.run().claim(), batch.links());
            return null;
        });
    }

    /**
     * Completes a batch that is sent after the one before it, and commits it.
     *
     * @throws TakenOver when the claim is not the newest any more
     */
    void complete(Judged batch) {
        Tally tally = batch.tx().doing(tx -> {
            Tally completed = complete(tx, batch.run(), batch);
            tx.commit();
            return completed;
        });
        counters.add(tally);
        marks.added();
    }

    private Tally complete(ImportTransaction tx, ImportRun run, Judged batch) throws SQLException {
        ImportClaim claim = run.claim();
        FileKind kind = run.kind();
        ImportChunk chunk = batch.chunk();
        RowOutcomes outcomes = batch.outcomes();
        List<RowIssue> issues = batch.issues();
        Tally tally = outcomes.tally(chunk.rejected().size(), chunk.rows().size());
        Publication publication = Publication.of(kind, outcomes);
        Set<String> touched = new TreeSet<>(outcomes.accounts());
        touched.addAll(settle(tx, run, outcomes, issues));
        touched.remove(HistoryScope.NO_ACCOUNT);
        publication.lock(tx);
        if (claim.traceparent() != null) {
            tx.call("select set_config('tidewatch.traceparent', ?, true)", claim.traceparent());
        }
        Counts counts = progress(tx, claim, tally, chunk);
        list(tx, claim, issues, counts);
        FirstDay.note(tx, run, outcomes.written());
        keepForReview(tx, run, outcomes);
        noteRounded(tx, run, chunk.rows(), issues);
        if (!touched.isEmpty()) {
            tx.call("select mark_dirty(?, ?)", touched, new String[] {kind.name()});
        }
        publication.append(tx);
        return tally;
    }

    /** The ids that occur in the file for the first time, noted for later batches; none when the file does not correct. */
    private static Set<String> correctable(ImportTransaction tx, ImportClaim claim, RowOutcomes outcomes)
            throws SQLException {
        if (!claim.corrections()) {
            return Set.of();
        }
        return new HashSet<>(tx.query(
                "insert into import_seen (job_id, id) select ?, u.id from unnest(?) as u (id)"
                        + " on conflict do nothing returning id",
                row -> row.getString(1),
                claim.id(),
                outcomes.ids().stream().map(Object::toString).toList()));
    }

    /** Settles the rows whose records are stored now, and notes the others; the answer are the accounts concerned. */
    private static Set<String> settle(ImportTransaction tx, ImportRun run, RowOutcomes outcomes, List<RowIssue> issues)
            throws SQLException {
        MappingFile mapping = run.claim().mapping();
        Set<String> accounts = new HashSet<>();
        Set<String> notStored = new HashSet<>(Arrays.asList(TableStore.column(issues, RowIssue::externalId)));
        Predicate<String> mayBeOpen = run.mayBeOpen(tx);
        Map<String, Long> stored = outcomes.stored(id -> mayBeOpen.test(id) || notStored.contains(id));
        if (!stored.isEmpty()) {
            accounts.addAll(tx.query(
                    "select settle_records(?, ?, ?)",
                    row -> row.getString(1),
                    mapping.source(),
                    run.kind().name(),
                    stored.keySet()));
        }
        List<RowIssue> unstored = issues.stream()
                .filter(issue -> issue.line() > stored.getOrDefault(issue.externalId(), 0L))
                .toList();
        if (!unstored.isEmpty()) {
            accounts.addAll(tx.query(
                    "select add_unsettled_rows(?, ?, ?, ?, ?, ?, ?, ?)",
                    row -> row.getString(1),
                    run.claim().id(),
                    mapping.source(),
                    run.kind().name(),
                    mapping.accountSource(),
                    TableStore.column(unstored, RowIssue::externalId),
                    TableStore.column(unstored, RowIssue::account),
                    TableStore.column(unstored, RowIssue::period),
                    unstored.stream().mapToLong(RowIssue::line).toArray()));
            unstored.forEach(issue -> run.opened(issue.externalId()));
        }
        accounts.remove(null);
        return accounts;
    }

    /** Which account the source means by ids that no batch had before. */
    private static Map<String, String> newLinks(ImportRun run, RowOutcomes outcomes) {
        Map<String, String> links = new TreeMap<>();
        for (Placed record : outcomes.written()) {
            String reference = record.row().account();
            boolean named = reference != null && !reference.equals(ImportedRow.NO_ACCOUNT);
            if (named && run.linked().add(reference)) {
                links.put(reference, record.accountId());
            }
        }
        return links;
    }

    private static void link(ImportTransaction tx, ImportClaim claim, Map<String, String> links) throws SQLException {
        if (!links.isEmpty()) {
            tx.update(
                    "insert into account_source (source, external_id, account_id)"
                            + " select ?, u.ref, u.account_id from unnest(?, ?) as u (ref, account_id)"
                            + " on conflict do nothing",
                    claim.mapping().source(),
                    links.keySet(),
                    links.values());
        }
    }

    /** Lists the rows that were not stored, up to a bound. */
    private void list(ImportTransaction tx, ImportClaim claim, List<RowIssue> all, Counts counts) throws SQLException {
        long room = Math.max(0, config.maxListedRows() - (counts.missing() - all.size()));
        List<RowIssue> issues = all.stream()
                .sorted(Comparator.comparingLong(RowIssue::line))
                .limit(room)
                .toList();
        if (!issues.isEmpty()) {
            tx.update(
                    "insert into import_row (job_id, line, outcome, external_id, column_name, reason)"
                            + " select ?, u.* from unnest(?, ?, ?, ?, ?) as u on conflict do nothing",
                    claim.id(),
                    issues.stream().mapToLong(RowIssue::line).toArray(),
                    TableStore.column(issues, RowIssue::outcome),
                    TableStore.column(issues, RowIssue::externalId),
                    TableStore.column(issues, RowIssue::column),
                    TableStore.column(issues, RowIssue::reason));
        }
    }

    /** Counts the rows whose amount was rounded, without those that are not stored. */
    private static void noteRounded(ImportTransaction tx, ImportRun run, List<ImportedRow> rows, List<RowIssue> issues)
            throws SQLException {
        if (!run.kind().hasAmounts()) {
            return;
        }
        Set<Long> notStored = issues.stream().map(RowIssue::line).collect(Collectors.toSet());
        ImportNotice notice = ImportNotice.of(
                ImportNotice.Type.AMOUNTS_ROUNDED,
                rows.stream()
                        .filter(row -> row.rounded() && !notStored.contains(row.line()))
                        .map(row -> "line " + row.line())
                        .toList());
        if (notice.count() > 0) {
            tx.call(
                    "select add_import_notice(?, ?, ?, ?)",
                    run.claim().id(),
                    notice.type().name(),
                    notice.count(),
                    notice.examples());
        }
    }

    /** Notes the accounts whose contract periods are reviewed when all rows of the file are stored. */
    private static void keepForReview(ImportTransaction tx, ImportRun run, RowOutcomes outcomes) throws SQLException {
        if (run.kind().is(RecordKind.CONTRACT_PERIOD)) {
            tx.update(
                    "insert into import_account (job_id, account_id) select ?, a from unnest(?) as a"
                            + " on conflict do nothing",
                    run.claim().id(),
                    outcomes.concerned());
        }
    }

    /** Moves the position to continue from; a stale owner finds no row and everything is rolled back. */
    private Counts progress(ImportTransaction tx, ImportClaim claim, Tally tally, ImportChunk chunk)
            throws SQLException {
        List<Counts> counts = tx.query(
                """
                update import_job j
                set next_offset = ?, next_line = ?, accepted = j.accepted + t.accepted, corrected = j.corrected + t.corrected,
                    present = j.present + t.present, conflicts = j.conflicts + t.conflicts, rejected = j.rejected + t.rejected,
                    row_count = row_count + t.accepted + t.corrected + t.present + t.conflicts + t.rejected
                from (values (?, ?, ?, ?, ?)) as t (accepted, corrected, present, conflicts, rejected)
                where id = ? and owner = ? and epoch = ?
                returning row_count, j.accepted, j.corrected, j.present, j.conflicts, j.rejected
                """,
                row -> new Counts(
                        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)),
                chunk.nextOffset(),
                chunk.nextLine(),
                tally.accepted(),
                tally.corrected(),
                tally.present(),
                tally.conflicts(),
                tally.rejected(),
                claim.id(),
                jobs.instanceId(),
                claim.epoch());
        if (counts.isEmpty()) {
            throw new TakenOver();
        }
        return counts.getFirst();
    }
}

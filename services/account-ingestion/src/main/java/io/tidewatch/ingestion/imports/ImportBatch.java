package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.imports.ImportState.Counts;
import io.tidewatch.ingestion.imports.RecordInsert.Placed;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.record.UnsettledRows;
import io.tidewatch.ingestion.record.UnsettledRows.Unstored;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Stores a batch of rows in one transaction: the records, the outcome of every row, the position to continue from, the marks
 * for the metrics and the published changes. After a crash either all of it is stored or nothing.
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

    private final Pool pool;
    private final ImportJobs jobs;
    private final ImportConfig config;
    private final Map<RecordKind, RecordInsert> inserts = new EnumMap<>(RecordKind.class);

    public ImportBatch(Pool pool, ImportJobs jobs, ImportConfig config) {
        this.pool = pool;
        this.jobs = jobs;
        this.config = config;
        for (RecordKind kind : RecordKind.values()) {
            inserts.put(kind, new RecordInsert(kind));
        }
    }

    /**
     * Stores a batch.
     *
     * @param rows the valid rows
     * @param rejected the rows that were rejected while they were read
     * @param nextOffset the position in the file to continue from
     * @param nextLine the line of that position
     * @return fails with {@link TakenOver} when the claim is not the newest any more
     */
    Uni<Tally> take(
            ImportClaim claim, List<ImportedRow> rows, List<RowIssue> rejected, long nextOffset, long nextLine) {
        MappingFile mapping = claim.mapping();
        List<RowIssue> issues = new ArrayList<>(rejected);
        return pool.withTransaction(tx -> place(tx, mapping, rows, issues)
                .chain(placed -> write(tx, claim, placed, issues))
                .chain(outcomes -> {
                    Tally tally = outcomes.tally(rejected.size(), rows.size());
                    RecordKind kind = mapping.kind();
                    List<String> ids =
                            outcomes.written().stream().map(Placed::id).toList();
                    Set<String> accounts = kind.changesAccount() ? outcomes.accounts() : Set.of();
                    List<String> touchpoints = kind == RecordKind.TOUCHPOINT ? ids : List.of();
                    List<String> contacts = kind == RecordKind.CONTACT ? ids : List.of();
                    Set<String> touched = outcomes.accounts();
                    return link(tx, mapping, outcomes.written())
                            .chain(() -> settle(tx, claim, outcomes, issues))
                            .invoke(touched::addAll)
                            .chain(() -> ChangePublisher.lock(tx, accounts, touchpoints, contacts))
                            .chain(() -> progress(tx, claim, tally, nextOffset, nextLine))
                            .chain(counts -> list(tx, claim, issues, counts))
                            .chain(() -> FirstDay.note(tx, claim, outcomes.written()))
                            .chain(() -> keepForReview(tx, claim, outcomes))
                            .chain(() -> ImportFinish.add(tx, claim, rounded(rows, issues)))
                            .chain(() -> ChangePublisher.markDirty(tx, touched, kind))
                            .chain(() -> ChangePublisher.publish(tx, accounts, touchpoints, contacts))
                            .replaceWith(tally);
                }));
    }

    private Uni<List<Placed>> place(
            SqlConnection tx, MappingFile mapping, List<ImportedRow> rows, List<RowIssue> issues) {
        if (mapping.kind() == RecordKind.ACCOUNT) {
            return Uni.createFrom()
                    .item(rows.stream()
                            .map(row -> {
                                String id = mapping.accountId(row.externalId());
                                return new Placed(id, id, row);
                            })
                            .toList());
        }
        boolean byPeriod = !mapping.fields().containsKey(RecordKind.ACCOUNT_FIELD);
        Set<String> references = new TreeSet<>();
        rows.forEach(row -> references.add(byPeriod ? row.period() : row.account()));
        Uni<Map<String, String>> found = byPeriod
                ? AccountFinder.byPeriod(tx, mapping.source(), references)
                : AccountFinder.byAccount(tx, mapping.accountSource(), references);
        return found.map(accounts -> {
            List<Placed> placed = new ArrayList<>();
            for (ImportedRow row : rows) {
                String reference = byPeriod ? row.period() : row.account();
                String account = accounts.get(reference);
                if (account == null) {
                    String field = byPeriod ? RecordKind.PERIOD_FIELD : RecordKind.ACCOUNT_FIELD;
                    issues.add(RowIssue.rejected(
                            row,
                            mapping.fields().get(field).column(),
                            byPeriod
                                    ? "There is no contract period " + FieldReader.shown(reference) + "."
                                    : "The source \"" + mapping.accountSource() + "\" has no account "
                                            + FieldReader.shown(reference)
                                            + "; import the account, link it, or set accountsOf in the mapping."));
                } else {
                    placed.add(new Placed(mapping.source() + ":" + row.externalId(), account, row));
                }
            }
            return placed;
        });
    }

    /** Inserts new records and, where the file corrects, replaces stored ones. */
    private Uni<RowOutcomes> write(SqlConnection tx, ImportClaim claim, List<Placed> placed, List<RowIssue> issues) {
        RowOutcomes outcomes = new RowOutcomes(placed);
        if (placed.isEmpty()) {
            return Uni.createFrom().item(outcomes);
        }
        String source = claim.mapping().source();
        RecordInsert records = inserts.get(claim.mapping().kind());
        return correctable(tx, claim, outcomes)
                .chain(correctable -> records.insert(tx, source, outcomes.firsts())
                        .chain(inserted -> records.present(tx, outcomes.others(inserted), claim.corrections())
                                .invoke(there -> outcomes.judge(source, inserted, there, correctable, issues))))
                .chain(() -> records.replace(tx, source, outcomes.corrected()))
                .replaceWith(outcomes);
    }

    /** The ids that occur in the file for the first time, noted for later batches; none when the file does not correct. */
    private static Uni<Set<String>> correctable(SqlConnection tx, ImportClaim claim, RowOutcomes outcomes) {
        if (!claim.corrections()) {
            return Uni.createFrom().item(Set.of());
        }
        return tx.preparedQuery("""
                        insert into import_seen (job_id, id) select $1, u.id from unnest($2::text[]) as u (id)
                        on conflict do nothing returning id
                        """)
                .execute(Tuple.of(claim.id()).addArrayOfString(RecordInsert.column(outcomes.firsts(), Placed::id)))
                .map(rows -> {
                    Set<String> ids = new HashSet<>();
                    rows.forEach(row -> ids.add(row.getString(0)));
                    return ids;
                });
    }

    /** Settles the rows whose records are stored now, and notes the others; the answer are the accounts concerned. */
    private static Uni<Set<String>> settle(
            SqlConnection tx, ImportClaim claim, RowOutcomes outcomes, List<RowIssue> issues) {
        MappingFile mapping = claim.mapping();
        Map<String, Long> stored = outcomes.stored();
        List<Unstored> unstored = issues.stream()
                .filter(issue -> issue.line() > stored.getOrDefault(issue.externalId(), 0L))
                .map(issue -> new Unstored(issue.externalId(), issue.account(), issue.period(), issue.line()))
                .toList();
        return UnsettledRows.settle(tx, mapping.source(), mapping.kind(), stored.keySet())
                .chain(settled -> UnsettledRows.add(
                                tx, claim.id(), mapping.source(), mapping.kind(), mapping.accountSource(), unstored)
                        .invoke(added -> added.addAll(settled)));
    }

    /** Stores which account a source means by which id. */
    private static Uni<Void> link(SqlConnection tx, MappingFile mapping, List<Placed> written) {
        Map<String, String> links = new TreeMap<>();
        written.stream()
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

    /** Lists the rows that were not stored, up to a bound. */
    private Uni<Void> list(SqlConnection tx, ImportClaim claim, List<RowIssue> all, Counts counts) {
        long room = Math.max(0, config.maxListedRows() - (counts.missing() - all.size()));
        List<RowIssue> issues = all.stream()
                .sorted(Comparator.comparingLong(RowIssue::line))
                .limit(room)
                .toList();
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

    /** The rows whose amount was rounded, without those that are not stored. */
    private static ImportNotice rounded(List<ImportedRow> rows, List<RowIssue> issues) {
        Set<Long> notStored = issues.stream().map(RowIssue::line).collect(Collectors.toSet());
        return ImportNotice.of(
                ImportNotice.Type.AMOUNTS_ROUNDED,
                rows.stream()
                        .filter(row -> row.rounded() && !notStored.contains(row.line()))
                        .map(row -> "line " + row.line())
                        .toList());
    }

    /** Notes the accounts whose contract periods are reviewed when all rows of the file are stored. */
    private static Uni<Void> keepForReview(SqlConnection tx, ImportClaim claim, RowOutcomes outcomes) {
        Set<String> accounts = outcomes.concerned();
        if (claim.mapping().kind() != RecordKind.CONTRACT_PERIOD || accounts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery("""
                        insert into import_account (job_id, account_id) select $1, a from unnest($2::text[]) as a
                        on conflict do nothing
                        """)
                .execute(Tuple.of(claim.id()).addArrayOfString(accounts.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** Moves the position to continue from; a stale owner finds no row and everything is rolled back. */
    private Uni<Counts> progress(SqlConnection tx, ImportClaim claim, Tally tally, long nextOffset, long nextLine) {
        return tx.preparedQuery("""
                        update import_job
                        set next_offset = $4, next_line = $5, accepted = accepted + $6, corrected = corrected + $7,
                            present = present + $8, conflicts = conflicts + $9, rejected = rejected + $10,
                            row_count = row_count + $6 + $7 + $8 + $9 + $10
                        where id = $1 and owner = $2 and epoch = $3
                        returning row_count, accepted, corrected, present, conflicts, rejected
                        """)
                .execute(Tuple.from(Arrays.asList(
                        claim.id(),
                        jobs.instanceId(),
                        claim.epoch(),
                        nextOffset,
                        nextLine,
                        (long) tally.accepted(),
                        (long) tally.corrected(),
                        (long) tally.present(),
                        (long) tally.conflicts(),
                        (long) tally.rejected())))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new TakenOver();
                    }
                    return Counts.of(rows.iterator().next());
                });
    }
}

package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.RecordKind;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One replica's work on an import, with what it remembers from batch to batch. It ends when a batch fails; the next run
 * starts without memory, so nothing that was rolled back is remembered.
 */
final class ImportRun {

    private static final int MOST_REMEMBERED = 50_000;
    private static final int MOST_OPEN = 100_000;

    private final ImportClaim claim;
    private final FileKind kind;
    private final RecordStore store;
    private final Map<String, String> accounts = new HashMap<>();
    private final Set<String> linked = new HashSet<>();
    private final UsageNumbers numbers = new UsageNumbers(MOST_REMEMBERED);

    /** The outcomes of the batches that were judged last, the first one first. */
    private final Deque<RowOutcomes> before = new ArrayDeque<>();

    /** Ids with unsettled rows, and some without; null if not read yet. */
    private Set<String> open;
    /** Whether there are more ids with unsettled rows than are remembered. */
    private boolean manyOpen;

    ImportRun(ImportClaim claim, FileKind kind) {
        this.claim = claim;
        this.kind = kind;
        this.store = kind.is(RecordKind.USAGE)
                ? new UsageStore()
                : new TableStore(kind, claim.mapping().source());
    }

    /** What the rows are. */
    FileKind kind() {
        return kind;
    }

    /** Where they are stored. */
    RecordStore store() {
        return store;
    }

    ImportClaim claim() {
        return claim;
    }

    /** External id of an account or contract period → canonical id of the account, as far as found before. */
    Map<String, String> accounts() {
        if (accounts.size() > MOST_REMEMBERED) {
            accounts.clear();
        }
        return accounts;
    }

    /** External ids by which the source is known to mean an account already. */
    Set<String> linked() {
        if (linked.size() > MOST_REMEMBERED) {
            linked.clear();
        }
        return linked;
    }

    /** The numbers of texts in rows of usage. */
    UsageNumbers numbers() {
        return numbers;
    }

    /** The outcomes of the batches before, of which the database may not show anything yet; the first one first. */
    List<RowOutcomes> before() {
        return List.copyOf(before);
    }

    /** Remembers the outcomes of a batch, until {@link #mostOpen} more are judged. */
    void judged(RowOutcomes outcomes) {
        before.add(outcomes);
        if (before.size() > mostOpen()) {
            before.remove();
        }
    }

    /**
     * How many batches may be incomplete when the next one is judged: one is sent and one is completed meanwhile. None where the file
     * corrects, because a batch reads and locks there what the one before wrote.
     */
    int mostOpen() {
        return claim.corrections() ? 0 : 2;
    }

    /**
     * Which ids may have an unsettled row. Only imports of this source add such rows, and they run one after another.
     */
    Predicate<String> mayBeOpen(ImportTransaction tx) throws SQLException {
        if (open == null) {
            open = new HashSet<>(tx.query(
                    "select external_id from unsettled_row where source = ? and kind = ? and settled_at is null"
                            + " and external_id is not null limit " + (MOST_OPEN + 1),
                    row -> row.getString(1),
                    claim.mapping().source(),
                    kind.name()));
        }
        manyOpen |= open.size() > MOST_OPEN;
        return manyOpen ? id -> true : open::contains;
    }

    /** Remembers that an id may have an unsettled row. */
    void opened(String externalId) {
        if (externalId != null && !manyOpen) {
            open.add(externalId);
        }
    }
}

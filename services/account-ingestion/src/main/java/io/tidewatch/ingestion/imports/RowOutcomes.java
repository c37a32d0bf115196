package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.imports.ImportBatch.Tally;
import io.tidewatch.ingestion.imports.RecordStore.Placed;
import io.tidewatch.ingestion.imports.RecordStore.Present;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The outcomes of the rows of a batch whose account is known: new, stored already, a correction of a stored record, or a
 * conflict with one. Of several rows with one id the first in the file counts; the others are compared with it.
 */
final class RowOutcomes {

    private final List<Placed> placed;
    private final UUID[] keys;
    private final Map<Object, Placed> firsts;
    /** The places of rows whose id an earlier row of the batch has. */
    private final BitSet repeated = new BitSet();

    /** The places of new rows, and by what they are compared. */
    private final BitSet added = new BitSet();

    private String source;
    private Function<Placed, Object> contentOf;

    private final List<Placed> accepted = new ArrayList<>();
    private final List<Placed> corrected = new ArrayList<>();
    /** The ids of records that were replaced. */
    private final Set<Object> replaced = new HashSet<>();
    /** Accounts that records belonged to before their correction. */
    private final Set<String> left = new TreeSet<>();

    /** Those whose content is stored now, whether or not it was before. */
    private final List<Placed> stored = new ArrayList<>();

    private int present;
    private int conflicts;

    /**
     * Before anything is decided.
     *
     * @param placed in the order of the file
     * @param keys of all rows of the chunk if they are usage, in the order of the index
     */
    RowOutcomes(List<Placed> placed, UUID[] keys) {
        this.keys = keys;
        this.placed = placed;
        this.firsts = LinkedHashMap.newLinkedHashMap(placed.size());
        for (Placed record : placed) {
            if (firsts.putIfAbsent(record.id(), record) != null) {
                repeated.set(record.place());
            }
        }
    }

    /** All rows, in the order of the file. */
    List<Placed> placed() {
        return placed;
    }

    /** The first row with that id. */
    Placed first(Object id) {
        return firsts.get(id);
    }

    /** One row per id, in the order of the file. */
    Collection<Placed> firsts() {
        return firsts.values();
    }

    /** The keys of usage, in the order of the index; some may be of rows without an account. */
    UUID[] keys() {
        return keys;
    }

    /** The ids of all rows. */
    Set<Object> ids() {
        return firsts.keySet();
    }

    /**
     * Decides the outcome of every row.
     *
     * @param source the source of the file
     * @param there the records that the database shows under the ids; those that it does not show yet are added
     * @param before the outcomes of batches before whose transactions may not be committed yet, the first one first
     * @param contentOf what of a row is compared with {@link Present#content}
     * @param correctable ids whose first row in the file is in this batch and may replace the stored record
     * @param issues receives the conflicts, and the rows whose id belongs to another source
     */
    void judge(
            String source,
            Map<Object, Present> there,
            List<RowOutcomes> before,
            Function<Placed, Object> contentOf,
            Set<String> correctable,
            List<RowIssue> issues) {
        this.source = source;
        this.contentOf = contentOf;
        for (RowOutcomes other : before) {
            idsIn(other).forEach(id -> there.computeIfAbsent(id, other::added));
        }
        for (Placed record : placed) {
            Present present = there.get(record.id());
            // Nearly all rows are new; the others need a closer look.
            if (present == null && !repeated.get(record.place())) {
                accepted.add(record);
                added.set(record.place());
                stored.add(record);
            } else {
                compare(record, present, correctable, issues);
            }
        }
    }

    /** The ids that another batch has, too. Keys are compared in their order, because a search for each reads all over the memory. */
    private Set<Object> idsIn(RowOutcomes other) {
        Set<Object> shared = new HashSet<>();
        if (keys.length == 0) {
            shared.addAll(ids());
            shared.retainAll(other.ids());
            return shared;
        }
        int there = 0;
        for (UUID key : keys) {
            while (there < other.keys.length && UsageId.compare(other.keys[there], key) < 0) {
                there++;
            }
            if (there < other.keys.length && other.keys[there].equals(key)) {
                shared.add(key);
            }
        }
        return shared;
    }

    /** What was added under this id; null if nothing was. */
    private Present added(Object id) {
        Placed first = firsts.get(id);
        return first == null || !added.get(first.place())
                ? null
                : new Present(source, contentOf.apply(first), first.accountId());
    }

    /**
     * Decides the outcome of a row whose id another one has.
     *
     * @param before the record that was stored before the batch; null if an earlier row of the batch is new
     */
    private void compare(Placed record, Present before, Set<String> correctable, List<RowIssue> issues) {
        Object id = record.id();
        boolean isNew = before == null;
        if (!isNew && !before.source().equals(source)) {
            issues.add(RowIssue.rejected(
                    record.row(),
                    null,
                    "The id belongs to a record of the source \"" + before.source() + "\""
                            + (id.equals(record.accountId())
                                    ? "; set idPrefix in the mapping if it is another account."
                                    : ".")));
        } else if (contentOf
                .apply(record)
                .equals(isNew || replaced.contains(id) ? contentOf.apply(firsts.get(id)) : before.content())) {
            present++;
            stored.add(record);
        } else if (!repeated.get(record.place()) && correctable.contains(id.toString())) {
            corrected.add(record);
            stored.add(record);
            replaced.add(id);
            left.add(before.accountId());
        } else {
            conflicts++;
            issues.add(RowIssue.conflict(record.row()));
        }
    }

    /**
     * The external ids of rows whose content is stored now, each with the last line that says so.
     *
     * @param wanted which ids are looked for
     */
    Map<String, Long> stored(Predicate<String> wanted) {
        Map<String, Long> found = new HashMap<>();
        for (Placed record : stored) {
            if (wanted.test(record.row().externalId())) {
                found.merge(record.row().externalId(), record.row().line(), Math::max);
            }
        }
        return found;
    }

    /** The rows that are new. */
    List<Placed> accepted() {
        return accepted;
    }

    /** The rows that replace stored records. */
    List<Placed> corrected() {
        return corrected;
    }

    /** The accounts that records belonged to before their correction. */
    Set<String> left() {
        return left;
    }

    /** The rows that were inserted or replace a record. */
    List<Placed> written() {
        if (corrected.isEmpty()) {
            return accepted;
        }
        List<Placed> written = new ArrayList<>(accepted);
        written.addAll(corrected);
        return written;
    }

    /** The accounts to or from which a record was written or moved. */
    Set<String> accounts() {
        Set<String> accounts = new HashSet<>(left);
        accepted.forEach(record -> accounts.add(record.accountId()));
        corrected.forEach(record -> accounts.add(record.accountId()));
        return new TreeSet<>(accounts);
    }

    /** The accounts that the rows are about, whether or not they changed anything. */
    Set<String> concerned() {
        Set<String> accounts = new HashSet<>(left);
        placed.forEach(record -> accounts.add(record.accountId()));
        return new TreeSet<>(accounts);
    }

    /**
     * Counts.
     *
     * @param notUnderstood rows that were rejected before it was looked for their account
     * @param understood rows that were not
     */
    Tally tally(int notUnderstood, int understood) {
        int rejected = understood - accepted.size() - corrected.size() - present - conflicts;
        return new Tally(accepted.size(), corrected.size(), present, conflicts, notUnderstood + rejected);
    }
}

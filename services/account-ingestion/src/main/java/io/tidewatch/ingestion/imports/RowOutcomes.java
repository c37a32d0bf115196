package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.imports.ImportBatch.Tally;
import io.tidewatch.ingestion.imports.RecordInsert.Placed;
import io.tidewatch.ingestion.imports.RecordInsert.Present;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The outcomes of the rows of a batch whose account is known: new, stored already, a correction of a stored record, or a
 * conflict with one. Of several rows with one id the first in the file counts; the others are compared with it.
 */
final class RowOutcomes {

    private final List<Placed> placed;
    private final Map<String, Placed> firsts = new LinkedHashMap<>();
    private final List<Placed> accepted = new ArrayList<>();
    private final List<Placed> corrected = new ArrayList<>();
    /** Accounts that records belonged to before their correction. */
    private final Set<String> left = new TreeSet<>();

    private final Map<String, Long> stored = new HashMap<>();

    private int present;
    private int conflicts;

    RowOutcomes(List<Placed> placed) {
        this.placed = placed;
        placed.forEach(record -> firsts.putIfAbsent(record.id(), record));
    }

    /** One row per id, in the order of the file. */
    List<Placed> firsts() {
        return List.copyOf(firsts.values());
    }

    /** The ids that were stored before. */
    Set<String> others(Set<String> inserted) {
        Set<String> others = new HashSet<>(firsts.keySet());
        others.removeAll(inserted);
        return others;
    }

    /**
     * Decides the outcome of every row.
     *
     * @param source the source of the file
     * @param inserted ids that were inserted by this batch
     * @param there the records that were stored before under the other ids
     * @param correctable ids whose first row in the file is in this batch and may replace the stored record
     * @param issues receives the conflicts, and the rows whose id belongs to another source
     */
    void judge(
            String source,
            Set<String> inserted,
            Map<String, Present> there,
            Set<String> correctable,
            List<RowIssue> issues) {
        Map<String, String> content = new HashMap<>();
        there.forEach((id, record) -> content.put(id, record.contentHash()));
        for (Placed record : placed) {
            String id = record.id();
            String hash = record.row().contentHash();
            boolean first = firsts.get(id) == record;
            Present before = there.get(id);
            if (inserted.contains(id) && first) {
                accepted.add(record);
                stored(record);
                content.put(id, hash);
            } else if (!inserted.contains(id)
                    && (before == null || !before.source().equals(source))) {
                issues.add(RowIssue.rejected(
                        record.row(),
                        null,
                        "The id belongs to a record of the source \"" + (before == null ? "?" : before.source()) + "\""
                                + (id.equals(record.accountId())
                                        ? "; set idPrefix in the mapping if it is another account."
                                        : ".")));
            } else if (content.get(id).equals(hash)) {
                present++;
                stored(record);
            } else if (first && correctable.contains(id)) {
                corrected.add(record);
                stored(record);
                content.put(id, hash);
                left.add(before.accountId());
            } else {
                conflicts++;
                issues.add(RowIssue.conflict(record.row()));
            }
        }
    }

    private void stored(Placed record) {
        stored.put(record.row().externalId(), record.row().line());
    }

    /** The external ids of the rows whose content is stored now, each with the last line that says so. */
    Map<String, Long> stored() {
        return stored;
    }

    /** The rows that replace stored records. */
    List<Placed> corrected() {
        return corrected;
    }

    /** The rows that were inserted or replace a record. */
    List<Placed> written() {
        List<Placed> written = new ArrayList<>(accepted);
        written.addAll(corrected);
        return written;
    }

    /** The accounts to or from which a record was written or moved. */
    Set<String> accounts() {
        Set<String> accounts = new TreeSet<>(left);
        written().forEach(record -> accounts.add(record.accountId()));
        return accounts;
    }

    /** The accounts that the rows are about, whether or not they changed anything. */
    Set<String> concerned() {
        Set<String> accounts = new TreeSet<>(left);
        placed.forEach(record -> accounts.add(record.accountId()));
        return accounts;
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

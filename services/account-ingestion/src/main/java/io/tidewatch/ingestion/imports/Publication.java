package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.imports.RecordStore.Placed;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.RecordKind;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a batch publishes: accounts, touchpoints, and both again where a contact may count as a sponsor now. What is new is only
 * appended; what changed gets a new version first.
 */
record Publication(
        Set<String> accounts,
        List<String> touchpoints,
        List<String> contacts,
        List<String> newAccounts,
        List<String> newTouchpoints) {

    private static final Publication NOTHING = new Publication(Set.of(), List.of(), List.of(), List.of(), List.of());
    private static final String SPONSOR = "EXECUTIVE_SPONSOR";

    /** What these outcomes publish. */
    static Publication of(FileKind kind, RowOutcomes outcomes) {
        if (kind.is(RecordKind.ACCOUNT)) {
            return new Publication(
                    new TreeSet<>(ids(outcomes.corrected())),
                    List.of(),
                    List.of(),
                    ids(outcomes.accepted()),
                    List.of());
        }
        if (kind.is(RecordKind.TOUCHPOINT)) {
            return new Publication(Set.of(), ids(outcomes.corrected()), List.of(), List.of(), ids(outcomes.accepted()));
        }
        return kind.is(RecordKind.CONTACT) ? ofContacts(kind, outcomes) : NOTHING;
    }

    /** Only sponsors are published; one that was corrected may have been one before. */
    private static Publication ofContacts(FileKind kind, RowOutcomes outcomes) {
        int role = kind.fields().stream().map(FieldForm::name).toList().indexOf("role");
        List<Placed> sponsors = outcomes.accepted().stream()
                .filter(contact -> SPONSOR.equals(contact.row().values().get(role)))
                .toList();
        Set<String> accounts = new TreeSet<>(outcomes.left());
        outcomes.corrected().forEach(contact -> accounts.add(contact.accountId()));
        sponsors.forEach(contact -> accounts.add(contact.accountId()));
        Set<String> contacts = new TreeSet<>(ids(outcomes.corrected()));
        contacts.addAll(ids(sponsors));
        return new Publication(accounts, List.of(), List.copyOf(contacts), List.of(), List.of());
    }

    private static List<String> ids(List<Placed> records) {
        return records.stream().map(record -> record.id().toString()).sorted().toList();
    }

    /** Locks what changed, before the marks for the metrics are made. */
    void lock(ImportTransaction tx) throws SQLException {
        if (!accounts.isEmpty() || !touchpoints.isEmpty() || !contacts.isEmpty()) {
            tx.call("select lock_published(?, ?, ?)", accounts, touchpoints, contacts);
        }
    }

    /** Appends to the feed; the last statement of the transaction. */
    void append(ImportTransaction tx) throws SQLException {
        if (!equals(NOTHING)) {
            tx.call(
                    "select publish_changes(?, ?, ?, ?, ?)",
                    accounts,
                    touchpoints,
                    contacts,
                    newAccounts,
                    newTouchpoints);
        }
    }
}

package io.tidewatch.ingestion.history;

import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What is loaded.
 *
 * @param accounts canonical ids; as many as are held in memory together. With {@link #NO_ACCOUNT} come the records without an account
 * @param held the kinds of record and their fields, see {@link io.tidewatch.metric.history.HeldFields}; those that nobody stores have no records
 * @param knownAt leaves out what became known later; null for nothing
 * @param horizon the last day that is asked about: due slots are derived up to it, see {@link io.tidewatch.metric.history.HistoryBuilder#build}
 */
public record HistoryScope(List<String> accounts, Vocabulary held, OffsetDateTime knownAt, LocalDate horizon) {

    /** Stands for the account of records without one; no account can have this id. */
    public static final String NO_ACCOUNT = "-";

    String[] accountArray() {
        return accounts.toArray(String[]::new);
    }

    /** The same for other accounts. */
    public HistoryScope of(List<String> others) {
        return new HistoryScope(others, held, knownAt, horizon);
    }
}

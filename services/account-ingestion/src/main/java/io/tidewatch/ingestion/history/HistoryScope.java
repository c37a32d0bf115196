package io.tidewatch.ingestion.history;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

/**
 * What is loaded.
 *
 * @param accounts canonical ids; as many as are held in memory together. With {@link #NO_ACCOUNT} come the records without an account
 * @param kinds the kinds of record, as the metric language names them; those that nobody stores have no records
 * @param knownAt leaves out what became known later; null for nothing
 * @param horizon records that follow from others, such as due slots, are derived until this day
 */
public record HistoryScope(List<String> accounts, Set<String> kinds, OffsetDateTime knownAt, LocalDate horizon) {

    /** Stands for the account of records without one; no account can have this id. */
    public static final String NO_ACCOUNT = "-";

    String[] accountArray() {
        return accounts.toArray(String[]::new);
    }

    /** The same for other accounts. */
    public HistoryScope of(List<String> others) {
        return new HistoryScope(others, kinds, knownAt, horizon);
    }
}

package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.record.RecordEditing;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the accounts that the rows of a file belong to. Equal ids of two sources are two accounts, so a source reaches only
 * accounts that it has delivered or that were linked to it, and those that were created by request under their canonical id.
 */
final class AccountFinder {

    private static final String BY_ID = """
            select u.ref, coalesce(s.account_id, a.id) as account_id, s.account_id is not null as linked
            from unnest(?::text[]) as u (ref)
            left join account_source s on s.source = ? and s.external_id = u.ref
            left join account a on a.id = u.ref and a.source = '%s' and s.account_id is null
            where coalesce(s.account_id, a.id) is not null
            """.formatted(RecordEditing.BY_REQUEST);

    private static final String BY_PERIOD = """
            select u.ref, p.account_id, false
            from unnest(?::text[]) as u (ref)
            join contract_period p on p.id = ? || ':' || u.ref
            """;

    private AccountFinder() {}

    /**
     * Adds external id of the account → canonical id, without the unknown ones.
     *
     * @param linked receives the external ids that the source means an account by already
     */
    static void byAccount(
            ImportTransaction tx, String source, Set<String> references, Map<String, String> found, Set<String> linked)
            throws SQLException {
        find(tx, BY_ID, source, references, found, linked);
    }

    /** Adds external id of the contract period → canonical id of its account, without the unknown ones. */
    static void byPeriod(ImportTransaction tx, String source, Set<String> references, Map<String, String> found)
            throws SQLException {
        find(tx, BY_PERIOD, source, references, found, new HashSet<>());
    }

    private static void find(
            ImportTransaction tx,
            String query,
            String source,
            Set<String> references,
            Map<String, String> found,
            Set<String> linked)
            throws SQLException {
        if (!references.isEmpty()) {
            tx.query(
                    query,
                    row -> {
                        if (row.getBoolean(3)) {
                            linked.add(row.getString(1));
                        }
                        return found.put(row.getString(1), row.getString(2));
                    },
                    references,
                    source);
        }
    }
}

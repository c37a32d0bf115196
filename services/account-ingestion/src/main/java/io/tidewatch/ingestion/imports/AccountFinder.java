package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.record.RecordEditing;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds the accounts that the rows of a file belong to. Equal ids of two sources are two accounts, so a source reaches only
 * accounts that it has delivered or that were linked to it, and those that were created by request under their canonical id.
 */
final class AccountFinder {

    private static final String BY_ID = """
            select u.ref, coalesce(s.account_id, a.id) as account_id
            from unnest($2::text[]) as u (ref)
            left join account_source s on s.source = $1 and s.external_id = u.ref
            left join account a on a.id = u.ref and a.source = '%s' and s.account_id is null
            where coalesce(s.account_id, a.id) is not null
            """.formatted(RecordEditing.BY_REQUEST);

    private static final String BY_PERIOD = """
            select u.ref, p.account_id
            from unnest($2::text[]) as u (ref)
            join contract_period p on p.id = $1 || ':' || u.ref
            """;

    private AccountFinder() {}

    /** External id of the account → canonical id, without the unknown ones. */
    static Uni<Map<String, String>> byAccount(SqlConnection tx, String source, Set<String> references) {
        return find(tx, BY_ID, source, references);
    }

    /** External id of the contract period → canonical id of its account, without the unknown ones. */
    static Uni<Map<String, String>> byPeriod(SqlConnection tx, String source, Set<String> references) {
        return find(tx, BY_PERIOD, source, references);
    }

    private static Uni<Map<String, String>> find(
            SqlConnection tx, String query, String source, Set<String> references) {
        if (references.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return tx.preparedQuery(query)
                .execute(Tuple.of(source).addArrayOfString(references.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, String> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getString(0), row.getString(1)));
                    return found;
                });
    }
}

package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the records that are published with the values of accounts, because rules judge playbook runs by them. */
final class JudgedRecords {

    /** Records of a kind and an account that are published: those that became known or changed last. */
    private static final int MOST_OF_A_KIND = 50;

    private static final String NEWEST = """
            select r.account_id,
                   jsonb_agg(jsonb_build_object('kind', r.kind, 'id', r.id, 'fields', r.fields) order by r.kind, r.id)::text
            from (select x.*, row_number() over (partition by x.account_id, x.kind order by x.known_at desc, x.id) as place
                  from any_record x where x.account_id = any ($1) and x.kind = any ($2)) r
            where r.place <= $3
            group by r.account_id
            """;

    private JudgedRecords() {}

    /**
     * The newest records of accounts.
     *
     * @param kinds the judged kinds
     * @return by account, a JSON list; accounts without such records are missing
     */
    static Uni<Map<String, String>> newest(SqlClient tx, Collection<String> accounts, Set<String> kinds) {
        return accounts.isEmpty() || kinds.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : tx.preparedQuery(NEWEST)
                        .execute(
                                Tuple.of(accounts.toArray(String[]::new), kinds.toArray(String[]::new), MOST_OF_A_KIND))
                        .map(rows -> {
                            Map<String, String> found = new HashMap<>();
                            rows.forEach(row -> found.put(row.getString(0), row.getString(1)));
                            return found;
                        });
    }
}

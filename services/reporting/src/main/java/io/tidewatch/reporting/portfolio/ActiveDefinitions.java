package io.tidewatch.reporting.portfolio;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers which definitions are active, so that reports read the same values while account-ingestion cannot be asked. The
 * feed carries the values of every definition that is being computed, also those of a bundle that is not active yet.
 */
@ApplicationScoped
public class ActiveDefinitions {

    static final String ARR = "arr";
    static final String DAYS_TO_RENEWAL = "days-to-renewal";

    /** The metrics whose values per account are kept. */
    public static final List<String> METRICS = List.of(ARR, DAYS_TO_RENEWAL);

    private final Pool pool;

    public ActiveDefinitions(Pool pool) {
        this.pool = pool;
    }

    /**
     * Stores what account-ingestion has named.
     *
     * @param hashes definition hash by metric id; metrics that are missing keep the definition they had
     * @return the active definitions afterwards
     */
    public Uni<Definitions> note(Map<String, String> hashes) {
        List<String> named = METRICS.stream().filter(hashes::containsKey).toList();
        if (named.isEmpty()) {
            return read();
        }
        return pool.preparedQuery("""
                        insert into active_definition as d (metric, definition_hash)
                        select * from unnest($1::text[], $2::text[]) order by 1
                        on conflict (metric) do update set definition_hash = excluded.definition_hash
                        where d.definition_hash <> excluded.definition_hash""")
                .execute(Tuple.tuple()
                        .addArrayOfString(named.toArray(String[]::new))
                        .addArrayOfString(named.stream().map(hashes::get).toArray(String[]::new)))
                .flatMap(noted -> read());
    }

    private Uni<Definitions> read() {
        return pool.query("select metric, definition_hash from active_definition")
                .execute()
                .map(rows -> {
                    Map<String, String> hashes = new HashMap<>();
                    for (Row row : rows) {
                        hashes.put(row.getString("metric"), row.getString("definition_hash"));
                    }
                    return new Definitions(hashes.get(ARR), hashes.get(DAYS_TO_RENEWAL));
                });
    }
}

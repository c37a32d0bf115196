package io.tidewatch.ingestion.values;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The numbers of definitions in the rows of accounts. A definition keeps its number for ever. */
@ApplicationScoped
public class MetricSlots {

    /** What a definition counts, when its value is a number of days from or to a day that is stored with it. */
    public enum Counts {
        /** Days since the anchor. */
        SINCE,
        /** Days until the anchor. */
        UNTIL
    }

    /**
     * A definition, as far as its stored values depend on it.
     *
     * @param windowDays length of the window; null for metrics without one and for those of months
     * @param windowMonths length of the window in months; null for others
     * @param counts null for values that do not count days
     */
    public record Definition(
            String metric, String definitionHash, Integer windowDays, Integer windowMonths, Counts counts) {
        String key() {
            return metric + "/" + definitionHash;
        }
    }

    private static final String ADD = """
            insert into metric_slot (metric, definition_hash, window_days, window_months, counts)
            select u.* from unnest($1::text[], $2::text[], $3::integer[], $4::integer[], $5::text[]) as u (m, h, d, n, c)
            order by u.m, u.h
            on conflict do nothing
            """;

    private static final String FIND = """
            select s.metric, s.definition_hash, s.slot from metric_slot s
            where (s.metric, s.definition_hash) in (select * from unnest($1::text[], $2::text[]))
            """;

    private static final String ALL =
            "select s.metric, s.definition_hash, s.slot, s.window_days, s.window_months, s.counts from metric_slot s";

    private final Pool pool;
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    public MetricSlots(Pool pool) {
        this.pool = pool;
    }

    /** The slot of each definition; new ones get the next numbers. */
    public Uni<Map<Definition, Integer>> of(Collection<Definition> definitions) {
        List<Definition> missing = definitions.stream()
                .filter(definition -> !known.containsKey(definition.key()))
                .toList();
        Uni<?> ready =
                missing.isEmpty() ? Uni.createFrom().voidItem() : add(missing).chain(() -> find(missing));
        return ready.map(done -> {
            Map<Definition, Integer> slots = new HashMap<>();
            definitions.forEach(definition -> slots.put(definition, known.get(definition.key())));
            return slots;
        });
    }

    /** All definitions that ever had values, by slot. */
    Uni<Map<Integer, Definition>> all(SqlClient client) {
        return client.preparedQuery(ALL).execute().map(rows -> {
            Map<Integer, Definition> all = new HashMap<>();
            rows.forEach(row -> all.put(
                    row.getInteger(2),
                    new Definition(
                            row.getString(0),
                            row.getString(1),
                            row.getInteger(3),
                            row.getInteger(4),
                            row.getString(5) == null ? null : Counts.valueOf(row.getString(5)))));
            return all;
        });
    }

    private Uni<Void> add(List<Definition> definitions) {
        return pool.preparedQuery(ADD)
                .execute(keys(definitions)
                        .addArrayOfInteger(
                                definitions.stream().map(Definition::windowDays).toArray(Integer[]::new))
                        .addArrayOfInteger(definitions.stream()
                                .map(Definition::windowMonths)
                                .toArray(Integer[]::new))
                        .addArrayOfString(definitions.stream()
                                .map(one -> one.counts() == null
                                        ? null
                                        : one.counts().name())
                                .toArray(String[]::new)))
                .replaceWithVoid();
    }

    private Uni<Void> find(List<Definition> definitions) {
        return pool.preparedQuery(FIND)
                .execute(keys(definitions))
                .invoke(rows ->
                        rows.forEach(row -> known.put(row.getString(0) + "/" + row.getString(1), row.getInteger(2))))
                .replaceWithVoid();
    }

    private static Tuple keys(List<Definition> definitions) {
        return Tuple.tuple()
                .addArrayOfString(definitions.stream().map(Definition::metric).toArray(String[]::new))
                .addArrayOfString(
                        definitions.stream().map(Definition::definitionHash).toArray(String[]::new));
    }
}

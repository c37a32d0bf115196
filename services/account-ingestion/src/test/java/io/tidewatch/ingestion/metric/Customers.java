package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is a customer on a day, and what they pay. A customer has a paid contract period (MRR above 0, no trial) that holds
 * on the day; who has left, a trial and a prospect have none.
 *
 * @param mrr account → currency → monthly recurring revenue in minor units; only customers are in it
 */
record Customers(Map<String, Map<String, BigDecimal>> mrr) {

    /** Months of a year. */
    static final BigDecimal YEAR = BigDecimal.valueOf(12);

    private static final String READ = """
            select x.account_id, x.currency, x.mrr_minor from customers_on($2, coalesce($3::timestamptz, 'infinity')) x
            where x.account_id = any ($1)
            """;

    /** Reads the customers among the accounts of the scope. */
    static Uni<Customers> on(SqlClient client, LocalDate day, MetricScope scope) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(scope.accountArray())
                .addLocalDate(day)
                .addOffsetDateTime(scope.knownAt());
        return client.preparedQuery(READ).execute(parameters).map(rows -> {
            Map<String, Map<String, BigDecimal>> mrr = new HashMap<>();
            rows.forEach(row -> mrr.computeIfAbsent(row.getString("account_id"), account -> new TreeMap<>())
                    .put(row.getString("currency"), row.getBigDecimal("mrr_minor")));
            return new Customers(mrr);
        });
    }

    boolean contain(String accountId) {
        return mrr.containsKey(accountId);
    }

    /** Monthly recurring revenue per currency, in minor units; empty for an account that is not a customer. */
    Map<String, BigDecimal> mrrOf(String accountId) {
        return mrr.getOrDefault(accountId, Map.of());
    }
}

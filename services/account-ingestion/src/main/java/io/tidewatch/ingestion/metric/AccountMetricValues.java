package io.tidewatch.ingestion.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** The values of one account as they were computed last. */
@ApplicationScoped
public class AccountMetricValues {

    private final Pool pool;
    private final ObjectMapper json;

    public AccountMetricValues(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /** As in the feed; fails with {@code account-not-found}, or {@code catalogue-not-found} before there are any. */
    public Uni<JsonNode> of(String accountId) {
        return pool.preparedQuery("""
                select a.id, m.data::text as data from account a
                left join account_metrics_change m on m.key = a.id where a.id = $1
                """).execute(Tuple.of(accountId)).map(rows -> {
            if (rows.rowCount() == 0) {
                throw new ProblemException(
                        MetricProblem.ACCOUNT_NOT_FOUND,
                        "There is no account \"" + accountId + "\". Import it, or check the id.");
            }
            String data = rows.iterator().next().getString("data");
            if (data == null) {
                throw new ProblemException(
                        MetricProblem.CATALOGUE_NOT_FOUND,
                        "The values of this account are not computed yet. Try again in a moment.");
            }
            try {
                return json.readTree(data);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("PostgreSQL wrote JSON that cannot be read", e);
            }
        });
    }
}

package io.tidewatch.ingestion.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.values.PublishedValues;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** The values of one account as they were computed last. */
@ApplicationScoped
public class AccountMetricValues {

    private final Pool pool;
    private final PublishedValues published;

    public AccountMetricValues(Pool pool, PublishedValues published) {
        this.pool = pool;
        this.published = published;
    }

    /** As in the feed; fails with {@code account-not-found}, or {@code catalogue-not-found} before there are any. */
    public Uni<JsonNode> of(String accountId) {
        return published
                .of(accountId)
                .onItem()
                .ifNull()
                .switchTo(() -> pool.preparedQuery("select exists (select 1 from account where id = $1)")
                        .execute(Tuple.of(accountId))
                        .map(rows -> {
                            throw rows.iterator().next().getBoolean(0)
                                    ? new ProblemException(
                                            MetricProblem.CATALOGUE_NOT_FOUND,
                                            "The values of this account are not computed yet. Try again in a moment.")
                                    : MetricProblem.accountNotFound(accountId);
                        }))
                .map(JsonNode.class::cast);
    }
}

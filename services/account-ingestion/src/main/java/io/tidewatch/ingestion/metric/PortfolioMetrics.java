package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

/** Answers questions about groups of accounts, with the computation that also makes the value of a single account. */
@ApplicationScoped
public class PortfolioMetrics {

    private final Pool pool;
    private final CatalogueStore catalogues;

    public PortfolioMetrics(Pool pool, CatalogueStore catalogues) {
        this.pool = pool;
        this.catalogues = catalogues;
    }

    /**
     * What there is to say when all figures of an answer have been given.
     *
     * @param next the last account of a page by ACCOUNT that more may follow; null at the end
     */
    record Answer(String catalogueHash, String next) {}

    /**
     * Answers. A few questions at a time: each holds a connection while it goes through the accounts, and the others must
     * not wait for all of them.
     *
     * @param bounded whether an answer by ACCOUNT has an end or a page, too; else it goes on for as many accounts as there are
     * @param to takes figures as soon as they are complete; reading goes on when it has
     * @return fails with {@code catalogue-unknown}, {@code catalogue-not-ready}, {@code metric-unknown},
     *     {@code grouping-unknown} or {@code query-too-large}, and with {@link BulkheadException} when too many questions wait
     */
    @Bulkhead(value = 3, waitingTaskQueue = 100)
    Uni<Answer> ask(MetricQuestion question, boolean bounded, Function<List<GroupFigure>, Uni<Void>> to) {
        return catalogues.demand(question.catalogueHash()).chain(catalogue -> {
            List<MetricDefinition> definitions = question.metrics().stream()
                    .distinct()
                    .map(catalogue.catalogue()::demand)
                    .toList();
            return catalogue
                    .catalogue()
                    .compiled(definitions.stream().map(MetricDefinition::id).toList())
                    .map(metrics -> new PortfolioWalk(question, bounded, catalogue.catalogue(), definitions, metrics))
                    .chain(walk -> go(walk, to).replaceWith(() -> new Answer(catalogue.hash(), walk.next())));
        });
    }

    /** In one snapshot for all statements: the figures of one answer belong together. */
    private Uni<Void> go(PortfolioWalk walk, Function<List<GroupFigure>, Uni<Void>> to) {
        return pool.withTransaction(
                tx -> tx.query(Histories.OF_ONE_MOMENT).execute().chain(() -> walk.through(tx, to)));
    }
}

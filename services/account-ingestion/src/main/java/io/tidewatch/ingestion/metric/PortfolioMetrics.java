package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.spelling.Spelling;
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
        return catalogues.find(question.catalogueHash()).chain(catalogue -> {
            if (catalogue == null && question.catalogueHash() != null) {
                throw new ProblemException(
                        MetricProblem.CATALOGUE_UNKNOWN,
                        "There is no catalogue with the hash \"" + question.catalogueHash()
                                + "\". Omit catalogueHash to use the newest catalogue that is ready.");
            }
            if (catalogue == null) {
                throw new ProblemException(
                        MetricProblem.CATALOGUE_NOT_READY,
                        "No catalogue is ready yet. rules-engine submits one when it starts; try again in a moment.");
            }
            List<MetricDefinition> definitions = question.metrics().stream()
                    .distinct()
                    .map(id -> definition(catalogue, id))
                    .toList();
            PortfolioWalk walk = new PortfolioWalk(question, bounded, catalogue.catalogue(), definitions);
            // One snapshot for all statements: the figures of one answer belong together.
            return pool.withTransaction(tx -> tx.query("set transaction isolation level repeatable read, read only")
                            .execute()
                            .chain(() -> walk.through(tx, to)))
                    .replaceWith(() -> new Answer(catalogue.hash(), walk.next()));
        });
    }

    private static MetricDefinition definition(CatalogueStore.Live catalogue, String id) {
        List<MetricDefinition> metrics = catalogue.catalogue().metrics();
        return metrics.stream()
                .filter(definition -> definition.id().equals(id))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> known =
                            metrics.stream().map(MetricDefinition::id).toList();
                    String suggestion = Spelling.closest(id, known);
                    String detail = "\"" + id + "\" is not a metric of the catalogue"
                            + (suggestion == null ? "." : "; did you mean \"" + suggestion + "\"?");
                    return new ProblemException(
                            MetricProblem.METRIC_UNKNOWN,
                            detail,
                            List.of(new Fault("/metrics", null, detail, suggestion)));
                });
    }
}

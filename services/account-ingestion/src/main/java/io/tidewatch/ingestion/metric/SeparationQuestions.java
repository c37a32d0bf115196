package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

/** Answers how well a metric separated the customers that left from those that renewed. */
@ApplicationScoped
public class SeparationQuestions {

    /** Threads that add up at most: further ones would wait for the one connection that reads. */
    private static final int MOST_THREADS = 4;

    private final Pool pool;
    private final CatalogueStore catalogues;
    private final BusinessTime time;

    public SeparationQuestions(Pool pool, CatalogueStore catalogues, BusinessTime time) {
        this.pool = pool;
        this.catalogues = catalogues;
        this.time = time;
    }

    /**
     * What was found.
     *
     * @param question the same, with its day
     */
    record Answer(
            String catalogueHash, MetricDefinition definition, SeparationQuestion question, SeparationSums sums) {}

    /**
     * Answers, one question at a time: each reads all accounts.
     *
     * @param question without a day, about the business day
     * @return fails with {@code catalogue-not-ready}, {@code metric-unknown}, {@code metric-of-groups} or {@code days-reversed}, and with {@link
     *     BulkheadException} when too many questions wait
     */
    @Bulkhead(value = 1, waitingTaskQueue = 20)
    Uni<Answer> ask(SeparationQuestion question) {
        return catalogues.demand(null).chain(live -> {
            MetricDefinition definition = live.catalogue().demand(question.metric());
            if (definition.group()) {
                throw new ProblemException(
                        MetricProblem.METRIC_OF_GROUPS,
                        "\"" + definition.id()
                                + "\" has values of groups only. Name a metric that accounts have a value of.");
            }
            return live.catalogue()
                    .compiled(List.of(definition.id()))
                    .chain(metrics -> pool.withTransaction(tx -> tx.query(Histories.OF_ONE_MOMENT)
                            .execute()
                            .chain(() -> time.today(tx))
                            .map(today -> dated(question, today))
                            .chain(dated -> sums(tx, dated, live.catalogue(), definition, metrics)
                                    .map(sums -> new Answer(live.hash(), definition, dated, sums)))));
        });
    }

    /** Contracts that end later have not ended yet. */
    private static SeparationQuestion dated(SeparationQuestion question, LocalDate today) {
        LocalDate asOf = question.asOf() == null ? today : question.asOf();
        if (asOf.isAfter(today)) {
            throw new ProblemException(
                    MetricProblem.DAYS_REVERSED, "\"asOf\" must not be after the business day, " + today + ".");
        }
        return question.on(asOf);
    }

    private static Uni<SeparationSums> sums(
            SqlConnection tx,
            SeparationQuestion question,
            EvaluatedCatalogue catalogue,
            MetricDefinition definition,
            CompiledMetrics metrics) {
        RecordKind contracts = catalogue.vocabulary().kind("contract_period");
        Vocabulary held = metrics.heldWith(ContractEnd.READ);
        return StoredRates.load(tx, metrics, null, question.first(), question.asOf())
                .map(rates -> threads(question, definition, metrics, rates, contracts))
                .chain(threads -> new SeparationWalk(tx, question, held, threads).through());
    }

    private static List<SeparationSums> threads(
            SeparationQuestion question,
            MetricDefinition definition,
            CompiledMetrics metrics,
            ExchangeRates rates,
            RecordKind contracts) {
        return IntStream.range(0, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()))
                .mapToObj(thread -> new SeparationSums(question, definition, metrics, rates, contracts))
                .toList();
    }
}

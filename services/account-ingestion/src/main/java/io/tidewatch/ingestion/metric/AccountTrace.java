package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.HeldFields;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

/** Says of which records the value of an account was made. */
@ApplicationScoped
public class AccountTrace {

    private final Pool pool;
    private final CatalogueStore catalogues;
    private final BusinessTime time;

    /**
     * A value with all that it was made of.
     *
     * @param catalogueHash the catalogue that defines the metric
     * @param metrics the metric, compiled alone
     * @param values of the account on the day
     * @param texts how the values of its measures are shown
     */
    public record Traced(
            String catalogueHash,
            MetricDefinition definition,
            CompiledMetrics metrics,
            AccountHistory history,
            LocalDate asOf,
            AccountValues values,
            DetailTexts texts) {}

    public AccountTrace(Pool pool, CatalogueStore catalogues, BusinessTime time) {
        this.pool = pool;
        this.catalogues = catalogues;
        this.time = time;
    }

    /**
     * Computes the value again and says what it was made of.
     *
     * @param asOf the day of the value; null for the business day
     * @param knownAt leaves out what became known later; null for nothing
     * @return fails with {@code account-not-found}, {@code metric-unknown} or {@code catalogue-not-ready}
     */
    public Uni<Traced> of(String accountId, String metric, LocalDate asOf, OffsetDateTime knownAt) {
        return catalogues.demand(null).chain(catalogue -> {
            MetricDefinition definition = catalogue.catalogue().demand(metric);
            return catalogue
                    .catalogue()
                    .compiled(List.of(metric))
                    .chain(metrics -> trace(accountId, definition, catalogue, metrics, asOf, knownAt));
        });
    }

    private Uni<Traced> trace(
            String accountId,
            MetricDefinition definition,
            CatalogueStore.Live catalogue,
            CompiledMetrics metrics,
            LocalDate asOf,
            OffsetDateTime knownAt) {
        Vocabulary held = HeldFields.whole(catalogue.catalogue().vocabulary(), metrics.kinds());
        // One snapshot for all statements.
        return pool.withTransaction(tx -> tx.query(Histories.OF_ONE_MOMENT)
                .execute()
                .chain(() -> asOf == null ? time.today(tx) : Uni.createFrom().item(asOf))
                .chain(day -> StoredRates.load(tx, metrics, knownAt, day, day)
                        .chain(rates -> Histories.load(tx, new HistoryScope(List.of(accountId), held, knownAt, day))
                                .map(histories -> {
                                    AccountHistory history = known(histories.getFirst(), day);
                                    return new Traced(
                                            catalogue.hash(),
                                            definition,
                                            metrics,
                                            history,
                                            day,
                                            metrics.evaluation(rates).evaluate(history, Days.of(day)),
                                            catalogue.catalogue().detailsOf(definition.id()));
                                }))));
    }

    private static AccountHistory known(AccountHistory history, LocalDate asOf) {
        if (history.attributesOn(Math.toIntExact(asOf.toEpochDay())) < 0) {
            throw new ProblemException(
                    MetricProblem.ACCOUNT_NOT_FOUND,
                    "There is no account \"" + history.accountId() + "\", or it was not known at that time.");
        }
        return history;
    }
}

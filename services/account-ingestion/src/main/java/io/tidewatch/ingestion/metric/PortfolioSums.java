package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Adds accounts to the figures of their groups, by several threads: each has days of its own. So every sum takes the accounts in their
 * order, and is the same to the last bit with any number of threads.
 */
final class PortfolioSums {

    /** How many figures an answer may have, and how many sums of groups are kept. */
    static final int MOST_FIGURES = 8_000;

    private final int metrics;
    private final List<DaySums> parts = new ArrayList<>();

    /**
     * Of no accounts yet.
     *
     * @param threads how many threads may add at a time
     */
    PortfolioSums(
            MetricQuestion question,
            EvaluatedCatalogue catalogue,
            List<MetricDefinition> definitions,
            CompiledMetrics metrics,
            GroupKeys keys,
            int threads) {
        this.metrics = definitions.size();
        AtomicInteger figures = new AtomicInteger();
        // By ACCOUNT, the figures of an account come together.
        for (AskedDays days : question.byAccount()
                ? List.of(question.days())
                : question.days().parts(threads)) {
            parts.add(new DaySums(days, question.byAccount(), catalogue, definitions, metrics, keys, figures));
        }
    }

    /** Sets the rates by which amounts are converted, before the first account is added. */
    void convertBy(ExchangeRates rates) {
        parts.forEach(part -> part.convertBy(rates));
    }

    /** Whether an account belongs to a group that is asked about. Any thread may ask. */
    boolean isAsked(AccountHistory history, Ancestors ancestors) {
        return parts.stream().anyMatch(part -> part.isAsked(history, ancestors));
    }

    /** Adds accounts, by worker threads; the answer are the figures of their own, by account, day and metric. */
    Uni<List<GroupFigure>> add(List<AccountHistory> histories, Ancestors ancestors) {
        List<Uni<List<GroupFigure>>> adding = new ArrayList<>();
        for (DaySums part : parts) {
            adding.add(Uni.createFrom()
                    .item(() -> {
                        List<GroupFigure> own = new ArrayList<>();
                        histories.forEach(history -> own.addAll(part.add(history, ancestors)));
                        return own;
                    })
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
        }
        return Uni.join().all(adding).andFailFast().map(own -> own.stream()
                .flatMap(List::stream)
                .toList());
    }

    /** Adds the records that belong to no account. */
    void addWithoutAccount(AccountHistory records) {
        parts.forEach(part -> part.addWithoutAccount(records));
    }

    /** The figures in the order of the metrics, then of the days, then of the groups. */
    List<GroupFigure> figures() {
        List<GroupFigure> all = new ArrayList<>();
        for (int metric = 0; metric < metrics; metric++) {
            for (DaySums part : parts) {
                all.addAll(part.figures(metric));
            }
        }
        if (all.size() + all.stream().mapToInt(figure -> figure.labels().size()).sum() > MOST_FIGURES) {
            throw tooLarge(
                    "The labels into which metrics are split count, too. Request fewer groups, metrics or days.");
        }
        return all;
    }

    static ProblemException tooLarge(String detail) {
        return new ProblemException(
                MetricProblem.QUERY_TOO_LARGE, "A response may have at most " + MOST_FIGURES + " figures. " + detail);
    }
}

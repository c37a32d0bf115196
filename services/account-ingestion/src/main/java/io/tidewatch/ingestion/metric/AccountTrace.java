package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.ingestion.api.model.MeasureTrace;
import io.tidewatch.ingestion.api.model.MetricTrace;
import io.tidewatch.ingestion.api.model.RecordTrace;
import io.tidewatch.ingestion.api.model.RecordsTrace;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.evaluation.TracedMeasure;
import io.tidewatch.metric.evaluation.TracedRecords;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Says of which records the value of an account was made. */
@ApplicationScoped
public class AccountTrace {

    /** Records of a kind, and subjects, that an answer shows of a measure. */
    private static final int MOST_SHOWN = 100;

    private final Pool pool;
    private final CatalogueStore catalogues;
    private final BusinessTime time;

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
    public Uni<MetricTrace> of(String accountId, String metric, LocalDate asOf, OffsetDateTime knownAt) {
        return catalogues.demand(null).chain(catalogue -> {
            MetricDefinition definition = catalogue.catalogue().demand(metric);
            CompiledMetrics metrics = catalogue.catalogue().compiled(List.of(metric));
            // One snapshot for all statements.
            return pool.withTransaction(tx -> tx.query("set transaction isolation level repeatable read, read only")
                            .execute()
                            .chain(() -> asOf == null
                                    ? time.today(tx)
                                    : Uni.createFrom().item(asOf))
                            .chain(day -> StoredRates.load(tx, metrics, knownAt, day, day)
                                    .chain(rates -> Histories.load(
                                                    tx,
                                                    catalogue.catalogue().vocabulary(),
                                                    new HistoryScope(List.of(accountId), metrics.kinds(), knownAt, day))
                                            .emitOn(Infrastructure.getDefaultWorkerPool())
                                            .map(histories ->
                                                    trace(definition, metrics, rates, histories.getFirst(), day)))))
                    .map(trace -> trace.catalogueHash(catalogue.hash()));
        });
    }

    private static MetricTrace trace(
            MetricDefinition definition,
            CompiledMetrics metrics,
            ExchangeRates rates,
            AccountHistory history,
            LocalDate asOf) {
        if (history.attributesOn(Math.toIntExact(asOf.toEpochDay())) < 0) {
            throw new ProblemException(
                    MetricProblem.ACCOUNT_NOT_FOUND,
                    "There is no account \"" + history.accountId() + "\", or it was not known at that time.");
        }
        AccountValues values = metrics.evaluation(rates).evaluate(history, Days.of(asOf));
        MetricValue value = values.value(definition.id());
        LocalDate start = definition.windowStart(asOf);
        boolean about = value.state() != MetricValue.State.OUTSIDE;
        Map<String, MetricValue.LookedAt> windows = new TreeMap<>();
        value.windows().forEach(window -> windows.put(window.measure(), window));
        return new MetricTrace()
                .accountId(history.accountId())
                .metric(definition.id())
                .definitionHash(definition.definitionHash())
                .asOf(asOf)
                .from(definition.windowDays(asOf) == null ? null : start)
                .state(value.state().name())
                .reason(ValueReading.reason(definition, value, history, asOf, start))
                .value(number(value.state(), value.value()))
                .currency(ValueReading.currency(value))
                .numerator(about ? DetailTexts.number(ValueReading.number(value.numerator())) : null)
                .denominator(about ? DetailTexts.number(ValueReading.number(value.denominator())) : null)
                .coveredThrough(value.coveredThrough())
                .measures(values.trace(definition.id()).stream()
                        .map(measure -> measure(measure, windows.get(measure.name()), metrics, history))
                        .toList());
    }

    private static MeasureTrace measure(
            TracedMeasure measure, MetricValue.LookedAt window, CompiledMetrics metrics, AccountHistory history) {
        int subjects = measure.subjects().size();
        return new MeasureTrace()
                .name(measure.name())
                .state(measure.value().state().name())
                .reason(measure.reason())
                .value(number(measure.value().state(), measure.value().value()))
                .currency(measure.value().currency())
                .from(window == null ? null : window.from())
                .through(window == null ? null : window.through())
                .subjects(measure.subjects().stream().limit(MOST_SHOWN).toList())
                .subjectsLeftOut(Math.max(0, subjects - MOST_SHOWN))
                .records(measure.records().stream()
                        .map(records -> records(records, metrics.fields(records.kind()), history))
                        .toList());
    }

    private static RecordsTrace records(TracedRecords records, Set<String> fields, AccountHistory history) {
        int counted = records.rows().size();
        return new RecordsTrace()
                .kind(records.kind())
                .items(records.rows().stream()
                        .limit(MOST_SHOWN)
                        .map(row -> record(history, records.kind(), row, fields))
                        .toList())
                .leftOut(Math.max(0, counted - MOST_SHOWN));
    }

    private static RecordTrace record(AccountHistory history, String kind, int row, Set<String> read) {
        Map<String, String> fields = new TreeMap<>();
        read.forEach(field -> {
            String text = history.text(kind, row, field);
            if (text != null) {
                fields.put(field, text);
            }
        });
        String time = history.rows(kind).kind().time();
        return new RecordTrace()
                .id(history.rows(kind).id(row))
                .time(time == null ? null : history.text(kind, row, time))
                .fields(fields);
    }

    private static String number(MetricValue.State state, double value) {
        return state == MetricValue.State.KNOWN ? DetailTexts.number(value) : null;
    }
}

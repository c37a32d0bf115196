package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.metric.catalogue.Anchoring;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.spelling.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A catalogue with the metrics that this service computes, compiled when they are computed for the first time. */
final class EvaluatedCatalogue {

    /** Sets of metrics that are compiled; a question with another set is compiled for itself. */
    private static final int MOST_COMPILED = 200;

    private final Catalogue catalogue;
    private final Set<String> counted;
    private final Map<String, Set<String>> kinds;
    private final Map<Set<String>, CompiledMetrics> compiled = new ConcurrentHashMap<>();
    private final Map<String, DetailTexts> details = new ConcurrentHashMap<>();

    private EvaluatedCatalogue(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.counted = catalogue.metrics().stream()
                .filter(definition -> definition.anchoring() != Anchoring.NONE)
                .map(MetricDefinition::id)
                .collect(Collectors.toUnmodifiableSet());
        this.kinds = tracked().stream()
                .map(MetricDefinition::id)
                .collect(Collectors.toUnmodifiableMap(Function.identity(), id -> kinds(compile(Set.of(id)))));
    }

    /** Amounts follow from the rates of exchange, too. */
    private static Set<String> kinds(CompiledMetrics metrics) {
        Set<String> kinds = new TreeSet<>(metrics.kinds());
        if (metrics.reportingCurrency() != null) {
            kinds.add(ExchangeRates.KIND);
        }
        return Set.copyOf(kinds);
    }

    static EvaluatedCatalogue of(Catalogue catalogue) {
        return new EvaluatedCatalogue(catalogue);
    }

    Vocabulary vocabulary() {
        return catalogue.language().vocabulary();
    }

    /** The definitions that can be asked for, ordered by id; those that reporting computes are left out. */
    List<MetricDefinition> metrics() {
        return catalogue.metrics().stream()
                .filter(definition -> !definition.fromReporting())
                .toList();
    }

    /** A definition that can be asked for; fails with {@code metric-unknown}. */
    MetricDefinition demand(String id) {
        return metrics().stream()
                .filter(definition -> definition.id().equals(id))
                .findFirst()
                .orElseThrow(() -> {
                    String suggestion = Spelling.closest(
                            id, metrics().stream().map(MetricDefinition::id).toList());
                    String detail = "\"" + id + "\" is not a metric of the catalogue"
                            + (suggestion == null ? "." : "; did you mean \"" + suggestion + "\"?");
                    return new ProblemException(
                            MetricProblem.METRIC_UNKNOWN,
                            detail,
                            List.of(new Fault("/metrics", null, detail, suggestion)));
                });
    }

    /** The definitions whose values of accounts are kept, ordered by id. */
    List<MetricDefinition> tracked() {
        return catalogue.tracked().stream()
                .filter(definition -> !definition.fromReporting() && !isOfGroups(definition))
                .toList();
    }

    private boolean isOfGroups(MetricDefinition definition) {
        return catalogue.language().metrics().get(definition.id()).syntax().group();
    }

    /** The metrics whose values are counted from or to a day, which is kept instead of the number. */
    Set<String> counted() {
        return counted;
    }

    /** Whether a figure of a group is made of the values of accounts and not of their measures. */
    boolean isOfValues(MetricDefinition definition) {
        return catalogue.language().metrics().get(definition.id()).syntax().overAccounts() != null;
    }

    /** The kinds of record that decide about a tracked metric: those of {@link CompiledMetrics#kinds}, and rates where it converts. */
    Set<String> kindsOf(String metric) {
        return kinds.get(metric);
    }

    /** How the details of a metric are shown. */
    DetailTexts detailsOf(String metric) {
        return details.computeIfAbsent(metric, id -> new DetailTexts(catalogue.language(), id));
    }

    /** These metrics, compiled together by a worker thread. */
    Uni<CompiledMetrics> compiled(Collection<String> ids) {
        Set<String> key = Set.copyOf(ids);
        CompiledMetrics known = compiled.get(key);
        return known != null
                ? Uni.createFrom().item(known)
                : Uni.createFrom().item(() -> compile(key)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private CompiledMetrics compile(Set<String> key) {
        CompiledMetrics fresh = CompiledMetrics.of(catalogue.language(), key);
        if (compiled.size() < MOST_COMPILED) {
            compiled.put(key, fresh);
        }
        return fresh;
    }

    Catalogue catalogue() {
        return catalogue;
    }
}

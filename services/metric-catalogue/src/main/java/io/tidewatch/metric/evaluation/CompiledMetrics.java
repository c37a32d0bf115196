package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.DerivedRecords;
import io.tidewatch.metric.history.HeldFields;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.CheckedMetric;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.Order;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Metrics, compiled once for any number of accounts: names, parameters, fields and windows are resolved, and what several
 * metrics have in common is computed once. Does not change; used by any number of threads, each with an {@link Evaluation} of its own.
 */
public final class CompiledMetrics {
    private final Program program;
    private final Vocabulary vocabulary;
    private final Set<String> kinds;
    private final Vocabulary held;
    private final String reportingCurrency;
    private final Map<String, SummedMeasures> summed = new ConcurrentHashMap<>();

    private CompiledMetrics(Program program, Vocabulary vocabulary, String reportingCurrency) {
        this.program = program;
        this.vocabulary = vocabulary;
        this.held = heldWith(Set.of());
        this.kinds = held.names().stream()
                .filter(name -> !name.equals(Vocabulary.ACCOUNT) && DerivedRecords.sourceOf(name) == null)
                .collect(Collectors.toUnmodifiableSet());
        this.reportingCurrency = reportingCurrency;
    }

    /**
     * Compiles metrics, and those that they read.
     *
     * @param ids of metrics without mistakes
     * @throws IllegalArgumentException for an id that is not one of them
     */
    public static CompiledMetrics of(CheckedLanguage language, Collection<String> ids) {
        Set<String> all = new TreeSet<>();
        List<String> waiting = new ArrayList<>(ids);
        while (!waiting.isEmpty()) {
            String id = waiting.removeLast();
            CheckedMetric metric = language.metrics().get(id);
            if (metric == null) {
                throw new IllegalArgumentException("There is no metric '" + id + "' without mistakes");
            }
            if (all.add(id)) {
                waiting.addAll(metric.metrics());
            }
        }
        ProgramBuilder builder = new ProgramBuilder(language);
        for (String id : Order.of(all, id -> language.metrics().get(id).metrics(), circle -> {})) {
            new MetricCompiler(builder, language.metrics().get(id)).compile();
        }
        Program program = builder.build();
        return new CompiledMetrics(program, language.vocabulary(), language.reportingCurrency());
    }

    /** The ids of the metrics. */
    public Set<String> metrics() {
        return program.metrics().keySet();
    }

    /**
     * The kinds of record that a history must hold for them: {@code contract_period} and not {@code renewal}, {@code cadence} and not {@code
     * due_slot}; the account is left out.
     */
    public Set<String> kinds() {
        return kinds;
    }

    /** What a history must hold for them. */
    public Vocabulary held() {
        return held;
    }

    /** What a history must hold for them and for those who read these attributes of the account; others than the vocabulary's are left out. */
    public Vocabulary heldWith(Set<String> attributes) {
        return heldWith(Map.of(Vocabulary.ACCOUNT, attributes));
    }

    /**
     * What a history must hold for them and for those who read further records.
     *
     * @param further by kind, the names of the fields; others than the vocabulary's are left out
     */
    public Vocabulary heldWith(Map<String, Set<String>> further) {
        Map<String, Set<String>> read = new HashMap<>(further);
        program.kinds().forEach(kind -> read.merge(kind.name(), fields(kind.name()), CompiledMetrics::both));
        return HeldFields.of(vocabulary, read);
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> both = new TreeSet<>(some);
        both.addAll(others);
        return both;
    }

    /** The fields of a kind of record that they read. */
    public Set<String> fields(String kind) {
        return program.columns().stream()
                .filter(field -> program.kinds().get(field.kind()).name().equals(kind))
                .map(Program.FieldOf::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The day after which the period of a metric begins; null for a metric without one. */
    public LocalDate start(String metric, Days days) {
        MetricPlan plan = program.metrics().get(metric);
        if (plan.metric().syntax().period() == null) {
            return null;
        }
        return days.from() == null ? plan.metric().syntax().period().before(days.asOf()) : days.from();
    }

    /** Days that many accounts are evaluated on. */
    public ReadingDays on(Days days) {
        return new ReadingDays(program.periods(), days);
    }

    /**
     * ISO 4217 code of the currency whose rates an {@link #evaluation(ExchangeRates) evaluation} needs; null where the metrics read no amount
     * or the catalogue has no reporting currency.
     */
    public String reportingCurrency() {
        boolean money = program.columns().stream()
                .anyMatch(field -> program.kinds()
                                .get(field.kind())
                                .fields()
                                .get(field.name())
                                .type()
                        == FieldType.MONEY);
        return money ? reportingCurrency : null;
    }

    /** For one thread; amounts of two currencies are unknown. */
    public Evaluation evaluation() {
        return evaluation(ExchangeRates.NONE);
    }

    /** For one thread. */
    public Evaluation evaluation(ExchangeRates rates) {
        return new Evaluation(program, rates);
    }

    SummedMeasures summed(MetricPlan metric) {
        return summed.computeIfAbsent(metric.id(), id -> SummedMeasures.of(program, metric));
    }

    Program program() {
        return program;
    }
}

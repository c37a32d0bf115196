package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.DerivedRecords;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.CheckedMetric;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.Order;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Metrics, compiled once for any number of accounts: names, parameters, fields and windows are resolved, and what several
 * metrics have in common is computed once. Does not change; used by any number of threads, each with an {@link Evaluation} of its own.
 */
public final class CompiledMetrics {
    private static final String CONTRACT_PERIOD = "contract_period";

    private final Program program;
    private final Set<String> kinds;
    private final String reportingCurrency;

    private CompiledMetrics(Program program, Set<String> kinds, String reportingCurrency) {
        this.program = program;
        this.kinds = kinds;
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
        return new CompiledMetrics(program, needed(program, language.vocabulary()), language.reportingCurrency());
    }

    /** What a history must hold: derived records follow from others, and some facts from several kinds. */
    private static Set<String> needed(Program program, Vocabulary vocabulary) {
        Set<String> needed = new TreeSet<>();
        for (RecordKind kind : program.kinds()) {
            String source = DerivedRecords.sourceOf(kind.name());
            needed.add(source == null ? kind.name() : source);
        }
        needed.remove(Vocabulary.ACCOUNT);
        // The first day of an account is that of its first contract; whether a sponsor took part follows from the
        // contacts.
        Set<String> beside = new HashSet<>(Set.of(CONTRACT_PERIOD));
        boolean sponsors =
                program.columns().stream().anyMatch(field -> field.name().equals("withSponsor"));
        if (sponsors) {
            beside.add("contact");
        }
        beside.retainAll(vocabulary.names());
        needed.addAll(beside);
        return Set.copyOf(needed);
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

    Program program() {
        return program;
    }
}

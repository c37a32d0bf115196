package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.MetricSyntax;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * The second implementation of the metric language: slow and plain, made from {@code services/docs/metric-language.md}. Shares
 * the syntax tree and the plain records with the evaluator, and nothing else.
 */
public final class Oracle {
    /** What an account's value is like. */
    public enum State {
        KNOWN,
        ABSENT,
        UNKNOWN,
        OUTSIDE
    }

    /**
     * A metric of an account.
     *
     * @param value KNOWN only; else null. Money in minor units
     * @param labels by label, where a measure is split
     */
    record Outcome(State state, Value value, MetricRun run, Map<String, Outcome> labels) {
        /** A measure of the metric or of the shared words. */
        Value measure(String name) {
            return run.measure(name);
        }
    }

    private final CheckedLanguage language;

    public Oracle(CheckedLanguage language) {
        this.language = language;
    }

    /** All metrics of an account; {@code from} is t0, or null for one period before the day. */
    Map<String, Outcome> evaluate(PlainAccount account, LocalDate asOf, LocalDate from) {
        Reading reading = new Reading(language.vocabulary(), account, asOf);
        Map<String, Outcome> outcomes = new TreeMap<>();
        language.metrics().keySet().forEach(id -> outcomes.put(id, evaluate(id, reading, asOf, from)));
        return outcomes;
    }

    /** One metric of an account. */
    Outcome evaluate(String id, PlainAccount account, LocalDate asOf, LocalDate from) {
        return evaluate(id, new Reading(language.vocabulary(), account, asOf), asOf, from);
    }

    private Outcome evaluate(String id, Reading reading, LocalDate asOf, LocalDate from) {
        MetricSyntax metric = language.metrics().get(id).syntax();
        MetricRun run = new MetricRun(language, metric, reading, asOf, from);
        Outcome whole = outcome(run, run.shownOf(run.population()), Map.of());
        Map<String, Outcome> labels = new TreeMap<>();
        if (whole.state() == State.KNOWN || whole.state() == State.ABSENT) {
            for (String label : run.labels()) {
                MetricRun part = run.of(label);
                labels.put(label, outcome(part, part.shown(), Map.of()));
            }
        }
        return new Outcome(whole.state(), whole.value(), run, labels);
    }

    private static Outcome outcome(MetricRun run, Value value, Map<String, Outcome> labels) {
        return switch (value) {
            case null -> new Outcome(State.OUTSIDE, null, run, labels);
            case Value.None none -> new Outcome(State.valueOf(none.name()), null, run, labels);
            default -> new Outcome(State.KNOWN, value, run, labels);
        };
    }
}

package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.oracle.Oracle.Outcome;
import io.tidewatch.metric.oracle.Oracle.State;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The slow implementation. */
final class OracleEvaluates implements Evaluates {
    private final CheckedLanguage language;

    OracleEvaluates(CheckedLanguage language) {
        this.language = language;
    }

    @Override
    public Map<String, Seen> account(PlainAccount account, LocalDate asOf, LocalDate from) {
        Map<String, Seen> seen = new TreeMap<>();
        new Oracle(language).evaluate(account, asOf, from).forEach((id, outcome) -> seen.put(id, seen(outcome)));
        return seen;
    }

    private static Seen seen(Outcome outcome) {
        Map<String, Seen> labels = new TreeMap<>();
        outcome.labels().forEach((label, part) -> labels.put(label, seen(part)));
        Part value = outcome.state() == State.KNOWN ? part(outcome.value()) : null;
        return new Seen(outcome.state().name(), value, new AllMeasures(outcome), labels);
    }

    /** Any measure that the other implementation may show. */
    private static final class AllMeasures extends AbstractMap<String, Part> {
        private final Outcome outcome;

        AllMeasures(Outcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public Part get(Object name) {
            return part(outcome.measure((String) name));
        }

        @Override
        public Set<Entry<String, Part>> entrySet() {
            return Set.of();
        }
    }

    @Override
    public Map<String, List<SeenFigure>> group(
            Set<String> metrics, List<PlainAccount> members, LocalDate asOf, LocalDate from) {
        Map<String, List<SeenFigure>> figures = new TreeMap<>();
        metrics.forEach(id -> figures.put(
                id,
                new OracleGroup(language, id, asOf)
                        .figures(members, from).stream()
                                .map(OracleEvaluates::seen)
                                .toList()));
        return figures;
    }

    private static SeenFigure seen(OracleGroup.Figure figure) {
        Map<String, Part> measures = new TreeMap<>();
        figure.measures().forEach((name, value) -> measures.put(name, part(value)));
        Map<String, SeenFigure> labels = new TreeMap<>();
        figure.labels().forEach((label, part) -> labels.put(label, seen(part)));
        return new SeenFigure(part(figure.value()), measures, figure.counted(), figure.leftOut(), labels);
    }

    private static Part part(Value value) {
        return switch (value) {
            case Value.None none -> Part.none(none.name());
            case Value.Num num -> Part.number(num.number().doubleValue(), null);
            case Value.Money(var minor, String currency) -> Part.number(minor.doubleValue(), currency);
            case Value.Bool bool -> Part.number(bool.number().doubleValue(), null);
            case Value.Day day -> Part.number(day.day().toEpochDay(), null);
            case Value.Moment moment -> Part.number(ChronoUnit.MICROS.between(Instant.EPOCH, moment.at()), null);
            case Value.Text text -> Part.other(text.text());
            case Value.Texts texts -> Part.other(String.join(" ", texts.texts()));
        };
    }
}

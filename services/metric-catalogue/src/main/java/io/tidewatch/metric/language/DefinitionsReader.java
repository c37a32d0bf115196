package io.tidewatch.metric.language;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.reading.YamlPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Reads parameters, subjects and measures:
 *
 * <pre>
 * subjects = { each: KIND | KIND.FIELD | week, last: n, time of an aggregate, with: { NAME: aggregate }, where: condition }
 * measure  = expression | aggregate | { metric: ID } | { score: [ … ], minimumCoverage: n }
 * </pre>
 */
final class DefinitionsReader {
    /** How many parameters, subjects or measures a file may have, and how many aggregates a set of subjects. */
    static final int MOST = 100;

    private static final List<String> SUBJECTS_KEYS =
            List.of("each", "last", "dated", "in", "during", "at", "with", "where");
    private static final int MOST_WEEKS = 60;

    private final Mistakes mistakes;
    private final PartReader parts;
    private final AggregateReader aggregates;
    private final ScoreReader scores;

    DefinitionsReader(Mistakes mistakes) {
        this.mistakes = mistakes;
        this.parts = new PartReader(mistakes);
        this.aggregates = new AggregateReader(parts, mistakes);
        this.scores = new ScoreReader(parts);
    }

    /** What the file defines; what is not right is left out (with mistakes). */
    Definitions read(YamlPart file) {
        return new Definitions(
                all(file.part("parameters"), "parameters", (name, part) -> {
                    Setting setting = scores.setting(part, "'" + name + "'", true);
                    return setting == null ? null : new ParameterSyntax(PartReader.place(part), setting);
                }),
                all(file.part("subjects"), "subjects", (name, part) -> subjects(part)),
                all(file.part("measures"), "measures", (name, part) -> measure(part)));
    }

    private <T> Map<String, T> all(YamlPart mapping, String what, BiFunction<String, YamlPart, T> read) {
        Map<String, T> found = new LinkedHashMap<>();
        if (mapping.node().size() > MOST) {
            mistakes.add(
                    MistakeKind.TOO_MANY,
                    PartReader.place(mapping),
                    "There are " + mapping.node().size() + " " + what + "; at most " + MOST + " are allowed.",
                    null);
            return found;
        }
        for (String name : PartReader.keys(mapping)) {
            YamlPart part = mapping.part(name);
            if (parts.isName(name, PartReader.place(part))) {
                T value = read.apply(name, part);
                if (value != null) {
                    found.put(name, value);
                }
            }
        }
        return found;
    }

    private MeasureSyntax measure(YamlPart part) {
        if (!part.node().isObject()) {
            Formula formula = parts.expression(part, "A measure");
            return formula == null ? null : new MeasureSyntax.Computed(formula);
        }
        if (PartReader.has(part, "metric")) {
            parts.checkKeys(part, List.of("metric"));
            Mention metric = parts.mention(part, "metric");
            return metric == null ? null : new MeasureSyntax.OtherMetric(metric);
        }
        if (PartReader.has(part, "score")) {
            return scores.read(part);
        }
        return aggregates.read(part);
    }

    private SubjectsSyntax subjects(YamlPart part) {
        int before = mistakes.size();
        if (!parts.isMapping(part, "Subjects")) {
            return null;
        }
        Formula where = parts.formula(part, "where");
        if (mistakes.size() == before) {
            parts.checkKeys(part, SUBJECTS_KEYS);
        }
        Mention each = parts.mention(part, "each");
        if (!PartReader.has(part, "each")) {
            parts.structure(PartReader.place(part), "'each' is missing: a kind of record, kind.field or week.");
        }
        Map<String, Aggregate> with = Map.of();
        if (PartReader.has(part, "with") && parts.isMapping(part.part("with"), "'with'")) {
            with = all(part.part("with"), "aggregates", (name, aggregate) -> aggregates.read(aggregate));
        }
        TimeClause time = aggregates.time(part);
        int last = last(part, each);
        if (mistakes.size() > before) {
            return null;
        }
        int dot = each.name().indexOf('.');
        return new SubjectsSyntax(
                PartReader.place(part),
                dot < 0 ? each : new Mention(each.name().substring(0, dot), each.place()),
                dot < 0 ? null : each.name().substring(dot + 1),
                last,
                time,
                with,
                where);
    }

    private int last(YamlPart part, Mention each) {
        JsonNode last = part.node().path("last");
        boolean weeks = each != null && each.name().equals(SubjectsSyntax.WEEK);
        if (last.isMissingNode()) {
            if (weeks) {
                parts.structure(PartReader.place(part), "'last' is missing: how many weeks?");
            }
            return 0;
        }
        Place place = PartReader.place(part.part("last"));
        if (!weeks) {
            parts.structure(place, "'last' is allowed with 'each: week' only.");
        } else if (!last.isNumber()
                || !last.asText().matches("[0-9]{1,2}")
                || last.asInt() < 2
                || last.asInt() > MOST_WEEKS) {
            parts.structure(place, "'last' must be a whole number from 2 to " + MOST_WEEKS + ".");
        }
        return last.asInt();
    }
}

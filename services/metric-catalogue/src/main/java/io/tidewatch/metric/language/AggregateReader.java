package io.tidewatch.metric.language;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.reading.YamlPart;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an aggregate and its time:
 *
 * <pre>
 * aggregate = { count: KIND } | { FUNCTION: expression, of: KIND }     KIND may be a set of subjects
 *             with  dated: FIELD   in: WINDOW  or  during: SPAN [ at: start ]   where: condition   number: n
 * </pre>
 */
final class AggregateReader {
    static final List<String> TIME_KEYS = List.of("dated", "in", "during", "at");
    static final List<String> KEYS = keys();

    private static final int MOST_DAYS = 1000;

    private final PartReader parts;
    private final Mistakes mistakes;

    AggregateReader(PartReader parts, Mistakes mistakes) {
        this.parts = parts;
        this.mistakes = mistakes;
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(AggregateFunction.keys());
        keys.addAll(TIME_KEYS);
        keys.addAll(List.of("of", "where", "number"));
        return List.copyOf(keys);
    }

    /** The aggregate; null (and mistakes) when the part is none. */
    Aggregate read(YamlPart part) {
        int before = mistakes.size();
        if (!parts.isMapping(part, "An aggregate")) {
            return null;
        }
        Formula where = parts.formula(part, "where");
        AggregateFunction function = function(part);
        boolean count = function == AggregateFunction.COUNT;
        Formula argument = function == null || count ? null : parts.formula(part, function.key());
        // A comma in an expression that is not quoted makes keys of its rest; the open bracket says it better.
        if (mistakes.size() == before) {
            parts.checkKeys(part, KEYS);
        }
        if (function == null) {
            return null;
        }
        Mention of = parts.mention(part, count ? "count" : "of");
        if (count && PartReader.has(part, "of")) {
            parts.structure(PartReader.place(part.part("of")), "'of' is not allowed beside 'count'.");
        } else if (!count && !PartReader.has(part, "of")) {
            parts.structure(PartReader.place(part), "'of' is missing: which kind of record, or which subjects?");
        }
        TimeClause time = time(part);
        int number = number(part, function);
        return mistakes.size() > before
                ? null
                : new Aggregate(PartReader.place(part), function, argument, of, time, where, number);
    }

    private AggregateFunction function(YamlPart part) {
        List<AggregateFunction> found = new ArrayList<>();
        for (AggregateFunction function : AggregateFunction.values()) {
            if (PartReader.has(part, function.key())) {
                found.add(function);
            }
        }
        if (found.size() != 1) {
            int before = mistakes.size();
            parts.checkKeys(part, KEYS);
            if (mistakes.size() == before) {
                parts.structure(
                        PartReader.place(part),
                        "An aggregate has exactly one of " + String.join(", ", AggregateFunction.keys()) + ".");
            }
            return null;
        }
        return found.getFirst();
    }

    /** The time of an aggregate or of subjects. */
    TimeClause time(YamlPart part) {
        Mention in = parts.mention(part, "in");
        Mention during = parts.mention(part, "during");
        Mention at = parts.mention(part, "at");
        if (in != null && during != null) {
            parts.structure(during.place(), "'during' is not allowed beside 'in'.");
        }
        if (at != null && during == null) {
            parts.structure(at.place(), "'at' is allowed beside 'during' only.");
        }
        if (at != null && !at.name().equals(Window.Relative.START)) {
            parts.structure(at.place(), "'at' must be start, not '" + at.name() + "'.");
        }
        Window window = in == null ? null : WindowReader.read(in, mistakes);
        return new TimeClause(parts.mention(part, "dated"), window, in, during, at != null);
    }

    private int number(YamlPart part, AggregateFunction function) {
        JsonNode number = part.node().path("number");
        if (number.isMissingNode()) {
            return 1;
        }
        Place place = PartReader.place(part.part("number"));
        if (function != AggregateFunction.FIRST) {
            parts.structure(place, "'number' is allowed beside 'first' only.");
        } else if (!number.isNumber()
                || !number.asText().matches("[0-9]{1,4}")
                || number.asInt() < 2
                || number.asInt() > MOST_DAYS) {
            parts.structure(place, "'number' must be a whole number from 2 to " + MOST_DAYS + ".");
        }
        return number.asInt();
    }
}

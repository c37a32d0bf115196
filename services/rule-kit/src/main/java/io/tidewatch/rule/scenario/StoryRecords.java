package io.tidewatch.rule.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the records of a story. Times in their fields are days of the story. */
final class StoryRecords {
    /** A record may be older than the days of a story. */
    private static final int MOST_DAYS = 10_000;

    private final Vocabulary kinds;
    private final ProblemList problems;

    StoryRecords(Vocabulary kinds, ProblemList problems) {
        this.kinds = kinds;
        this.problems = problems;
    }

    /** The records under a key; what is wrong is left out (with problems). A record without an id has one of its own. */
    List<Story.Stated> read(List<YamlPart> parts) {
        List<Story.Stated> stated = new ArrayList<>();
        for (YamlPart part : parts) {
            String name = part.text("kind");
            RecordKind kind = kinds.kind(name);
            if (kind == null || name.equals("touchpoint")) {
                unknown(
                        part,
                        "kind",
                        kind == null
                                ? "There is no kind of record '" + name + "'."
                                : "A story states touchpoints under 'touchpoints'.",
                        name,
                        kinds.names());
                continue;
            }
            String id = part.node().has("id") ? part.text("id") : name + "-" + (stated.size() + 1);
            stated.add(new Story.Stated(
                    part.part("from").as(Integer.class),
                    new AccountRecord(name, id, fields(kind, part.part("fields")))));
        }
        return stated;
    }

    private Map<String, Object> fields(RecordKind kind, YamlPart mapping) {
        Map<String, Object> fields = new HashMap<>();
        mapping.node().properties().forEach(entry -> {
            String name = entry.getKey();
            RecordField field = kind.fields().get(name);
            if (field == null) {
                unknown(
                        mapping,
                        name,
                        "A record of the kind '" + kind.name() + "' has no field '" + name + "'.",
                        name,
                        kind.fields().keySet());
                return;
            }
            Object value = value(field, entry.getValue());
            if (value == null) {
                problems.add(
                        mapping.file(),
                        mapping.line(name),
                        "'" + name + "' must be " + shape(field) + ", not '"
                                + entry.getValue().asText() + "'.",
                        Spelling.closest(entry.getValue().asText(), field.words()));
            } else {
                fields.put(name, value);
            }
        });
        return fields;
    }

    /** The value; null when the node does not fit the type. */
    private static Object value(RecordField field, JsonNode node) {
        return switch (field.type()) {
            case NAME, TEXT, REF -> node.isValueNode() && !node.isNull() ? node.asText() : null;
            case WORD -> field.words().contains(node.asText()) ? node.asText() : null;
            case BOOLEAN -> node.isBoolean() ? node.booleanValue() : null;
            case INTEGER -> node.isNumber() && node.canConvertToExactIntegral() ? node.longValue() : null;
            case DECIMAL -> node.isNumber() ? node.decimalValue() : null;
            case DATE -> isDay(node) ? DayCount.dayOf(StoryRunner.at(node.intValue())) : null;
            case INSTANT -> isDay(node) ? StoryRunner.at(node.intValue()) : null;
            case WORDS, REFS, MONEY -> null;
        };
    }

    private static boolean isDay(JsonNode node) {
        return node.isNumber() && node.canConvertToExactIntegral() && Math.abs(node.asLong()) <= MOST_DAYS;
    }

    private static String shape(RecordField field) {
        return switch (field.type()) {
            case NAME, TEXT -> "a text";
            case REF -> "an id";
            case WORD -> "one of " + String.join(", ", field.words());
            case BOOLEAN -> "true or false";
            case INTEGER -> "a whole number";
            case DECIMAL -> "a number";
            case DATE, INSTANT -> "a day of the story such as 12";
            case WORDS, REFS, MONEY -> "left out, because judgements read neither lists nor amounts of money";
        };
    }

    private void unknown(YamlPart mapping, String key, String sentence, String name, Collection<String> known) {
        problems.add(mapping.file(), mapping.line(key), sentence, Spelling.closest(name, List.copyOf(known)));
    }
}

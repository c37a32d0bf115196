package io.tidewatch.metric.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.spelling.Spelling;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the records of an example. Fields are written as people write them: a day, a moment or a day for its beginning, an amount such as
 * {@code 1200.00 USD}. A day of the form {@code 2026-06-01..2026-06-08} makes one record for each of these days. A record without {@code id}
 * gets one of its kind and number; a BOOLEAN that a record must have is false where nothing is said.
 */
final class ExampleRecords {
    /** Fields of a touchpoint from which its computed fields follow. */
    private static final Map<String, RecordField> ANSWERS = Map.of(
            "answered", new RecordField(FieldType.BOOLEAN, List.of(), null, false, false, null, false),
            "answeredAt", new RecordField(FieldType.INSTANT, List.of(), null, false, false, null, false));

    private static final int MOST_DAYS = 400;

    private final Vocabulary vocabulary;
    private final ProblemList problems;

    ExampleRecords(Vocabulary vocabulary, ProblemList problems) {
        this.vocabulary = vocabulary;
        this.problems = problems;
    }

    /** The records of a mapping of kinds to lists; what is wrong is left out (with problems). */
    List<AccountRecord> read(YamlPart byKind) {
        List<AccountRecord> records = new ArrayList<>();
        byKind.node().fieldNames().forEachRemaining(name -> {
            RecordKind kind = vocabulary.kind(name);
            if (kind == null || name.equals(Vocabulary.ACCOUNT)) {
                unknown(byKind, name, "There is no kind of record '" + name + "'.", vocabulary.names());
                return;
            }
            records.addAll(read(name, byKind.parts(name)));
        });
        return records;
    }

    /** The records of one kind that there is; what is wrong is left out (with problems). */
    List<AccountRecord> read(String kind, List<YamlPart> parts) {
        List<AccountRecord> records = new ArrayList<>();
        for (YamlPart part : parts) {
            records.addAll(record(vocabulary.kind(kind), part, records.size()));
        }
        return records;
    }

    /** The attributes of an account; what is wrong is left out (with problems). */
    Map<String, Object> attributes(YamlPart mapping) {
        return fields(vocabulary.kind(Vocabulary.ACCOUNT).fields(), mapping, Set.of());
    }

    private List<AccountRecord> record(RecordKind kind, YamlPart part, int number) {
        Map<String, RecordField> known = new LinkedHashMap<>(kind.fields());
        if (kind.name().equals("touchpoint")) {
            known.putAll(ANSWERS);
        }
        String id = part.node().has("id") ? part.text("id") : kind.name() + "-" + (number + 1);
        String ranged = ranged(known, part);
        Map<String, Object> fields = fields(known, part, ranged == null ? Set.of("id") : Set.of("id", ranged));
        // An example need not say that a contract is not a trial.
        known.forEach((name, field) -> {
            if (field.required() && field.type() == FieldType.BOOLEAN) {
                fields.putIfAbsent(name, false);
            }
        });
        if (ranged == null) {
            return List.of(new AccountRecord(kind.name(), id, fields));
        }
        List<AccountRecord> records = new ArrayList<>();
        for (LocalDate day : days(part.part(ranged))) {
            Map<String, Object> one = new LinkedHashMap<>(fields);
            one.put(
                    ranged,
                    known.get(ranged).type() == FieldType.DATE
                            ? day
                            : day.atStartOfDay().toInstant(ZoneOffset.UTC));
            records.add(new AccountRecord(kind.name(), id + "-" + day, one));
        }
        return records;
    }

    /** The field that has a range of days; null when none has. */
    private static String ranged(Map<String, RecordField> known, YamlPart part) {
        for (String name : known.keySet()) {
            if (known.get(name).type().isTime()
                    && part.part(name).node().asText().contains("..")) {
                return name;
            }
        }
        return null;
    }

    private List<LocalDate> days(YamlPart range) {
        String text = range.node().asText();
        try {
            LocalDate first = LocalDate.parse(text.substring(0, text.indexOf("..")));
            LocalDate last = LocalDate.parse(text.substring(text.indexOf("..") + 2));
            if (!last.isBefore(first) && last.isBefore(first.plusDays(MOST_DAYS))) {
                return first.datesUntil(last.plusDays(1)).toList();
            }
        } catch (DateTimeParseException notADay) {
            // Reported below, as a range that ends before it begins is.
        }
        problems.add(
                range.file(),
                range.line(),
                "'" + text + "' is not a valid range of at most " + MOST_DAYS
                        + " days such as 2026-06-01..2026-06-08.");
        return List.of();
    }

    private Map<String, Object> fields(Map<String, RecordField> known, YamlPart mapping, Set<String> other) {
        Map<String, Object> fields = new LinkedHashMap<>();
        mapping.node().fieldNames().forEachRemaining(name -> {
            RecordField field = known.get(name);
            if (other.contains(name)) {
                return;
            }
            if (field == null) {
                unknown(mapping, name, "There is no field '" + name + "'.", known.keySet());
                return;
            }
            Object value = value(field, mapping.part(name).node());
            if (value == null) {
                problems.add(
                        mapping.file(),
                        mapping.line(name),
                        "'" + name + "' must be " + shape(field) + ", not '"
                                + mapping.part(name).node().asText() + "'.",
                        field.words().isEmpty()
                                ? null
                                : Spelling.closest(mapping.part(name).node().asText(), field.words()));
            } else {
                fields.put(name, value);
            }
        });
        return fields;
    }

    /** The value; null when the node does not fit the type. */
    private static Object value(RecordField field, JsonNode node) {
        try {
            return switch (field.type()) {
                case NAME, TEXT, REF -> node.isContainerNode() || node.isNull() ? null : node.asText();
                case WORD -> field.words().contains(node.asText()) ? node.asText() : null;
                case WORDS, REFS -> list(field, node);
                case BOOLEAN -> node.isBoolean() ? node.booleanValue() : null;
                case INTEGER -> node.isNumber() && node.canConvertToExactIntegral() ? node.longValue() : null;
                case DECIMAL -> node.isNumber() ? node.decimalValue() : null;
                case MONEY -> ExampleMoney.read(node.asText()).minor();
                case DATE -> LocalDate.parse(node.asText());
                case INSTANT ->
                    node.asText().contains("T")
                            ? Instant.parse(node.asText())
                            : LocalDate.parse(node.asText()).atStartOfDay().toInstant(ZoneOffset.UTC);
            };
        } catch (DateTimeParseException | IllegalArgumentException | ArithmeticException notOne) {
            return null;
        }
    }

    private static List<String> list(RecordField field, JsonNode node) {
        List<String> items = new ArrayList<>();
        node.elements().forEachRemaining(item -> items.add(item.asText()));
        boolean fits = node.isArray()
                && (field.type() == FieldType.REFS || field.words().containsAll(items));
        return fits ? items : null;
    }

    private static String shape(RecordField field) {
        return switch (field.type()) {
            case NAME, TEXT -> "a text";
            case REF -> "an id";
            case WORD -> "one of " + String.join(", ", field.words());
            case WORDS -> "a list of " + String.join(", ", field.words());
            case REFS -> "a list of ids";
            case BOOLEAN -> "true or false";
            case INTEGER -> "a whole number";
            case DECIMAL -> "a number";
            case MONEY -> "an amount such as '1200.00 USD'";
            case DATE -> "a day such as 2026-06-30";
            case INSTANT -> "a moment such as 2026-06-30T12:00:00Z, or a day";
        };
    }

    /** Adds a problem about a name that is not known. */
    void unknown(YamlPart mapping, String name, String sentence, Collection<String> known) {
        problems.add(mapping.file(), mapping.line(name), sentence, Spelling.closest(name, List.copyOf(known)));
    }

    /** A number, or an amount in major units. */
    static BigDecimal number(JsonNode node) {
        return node.isNumber()
                ? node.decimalValue()
                : ExampleMoney.read(node.asText()).major();
    }
}

package io.tidewatch.ingestion.history;

import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.history.RowsBuilder;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads the fields of a record that are stored as JSON, of declared and built-in kinds alike. A record can be older than the
 * catalogue that reads it: fields that its kind does not have any more are left out, and a value of another type is missing.
 */
final class FieldValues {

    private FieldValues() {}

    /**
     * Fills the fields of the record that was begun last.
     *
     * @param fields as JSON, by name; null for none
     */
    static void fill(RecordKind kind, String fields, RowsBuilder rows) {
        each(kind, fields, (name, value) -> rows.column(name).value(value));
    }

    /**
     * Adds the fields to the attributes of an account.
     *
     * @param fields as JSON, by name; null for none
     */
    static void add(RecordKind kind, String fields, Map<String, Object> to) {
        each(kind, fields, to::put);
    }

    private static void each(RecordKind kind, String fields, BiConsumer<String, Object> to) {
        if (fields == null) {
            return;
        }
        JsonText json = new JsonText(fields);
        json.open();
        while (json.hasNext()) {
            String name = json.name();
            RecordField field = kind.fields().get(name);
            Object value = field == null ? skipped(json) : value(field.type(), json);
            if (value != null) {
                to.accept(name, value);
            }
        }
    }

    private static Object skipped(JsonText json) {
        json.skip();
        return null;
    }

    /** Takes the next value, as {@link io.tidewatch.metric.history.AccountRecord} has it; null when it is of another type. */
    private static Object value(FieldType type, JsonText json) {
        return switch (json.peek()) {
            case '"' -> text(type, json.string());
            case '{' -> type == FieldType.MONEY ? amount(json) : skipped(json);
            case '[' -> type == FieldType.WORDS || type == FieldType.REFS ? texts(json) : skipped(json);
            default -> word(type, json.word());
        };
    }

    private static Object word(FieldType type, String word) {
        char first = word.charAt(0);
        if (first == 't' || first == 'f') {
            return type == FieldType.BOOLEAN ? Boolean.valueOf(word) : null;
        }
        if (first == 'n') {
            return null;
        }
        return switch (type) {
            case INTEGER -> whole(word);
            case DECIMAL -> Double.valueOf(word);
            default -> null;
        };
    }

    /** Null when it is not a whole number, or is too large. */
    private static Long whole(String number) {
        try {
            return Long.valueOf(number);
        } catch (NumberFormatException other) {
            return null;
        }
    }

    /** Null when it lacks the number or the currency. */
    private static Amount amount(JsonText json) {
        Long minor = null;
        String currency = null;
        json.open();
        while (json.hasNext()) {
            switch (json.name()) {
                case "minor" -> minor = (Long) value(FieldType.INTEGER, json);
                case "currency" -> currency = (String) value(FieldType.TEXT, json);
                default -> json.skip();
            }
        }
        return minor == null || currency == null ? null : new Amount(minor, currency);
    }

    /** Takes a list of texts; null when one of them is something else. */
    private static List<String> texts(JsonText json) {
        List<String> texts = new ArrayList<>();
        boolean all = true;
        json.open();
        while (json.hasNext()) {
            String text = (String) value(FieldType.TEXT, json);
            all &= text != null;
            texts.add(text);
        }
        return all ? texts : null;
    }

    private static Object text(FieldType type, String text) {
        try {
            return switch (type) {
                case NAME, TEXT, WORD, REF -> text;
                case DATE -> day(text);
                case INSTANT -> Instant.parse(text);
                default -> null;
            };
        } catch (DateTimeException other) {
            // A day where there is a time now, or the other way round.
            return null;
        }
    }

    /** What {@link LocalDate#parse} reads, without its general way for years of four digits, since there are many. */
    private static LocalDate day(String text) {
        return text.length() == 10 && text.charAt(4) == '-' && text.charAt(7) == '-'
                ? LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                : LocalDate.parse(text);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException(text + " is not a day");
            }
            number = 10 * number + digit;
        }
        return number;
    }
}

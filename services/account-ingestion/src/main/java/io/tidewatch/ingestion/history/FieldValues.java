package io.tidewatch.ingestion.history;

import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.history.RowsBuilder;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
     * @param fields by name; null for none
     */
    static void fill(RecordKind kind, JsonObject fields, RowsBuilder rows) {
        each(kind, fields, (name, value) -> rows.column(name).value(value));
    }

    /**
     * Adds the fields to the attributes of an account.
     *
     * @param fields by name; null for none
     */
    static void add(RecordKind kind, JsonObject fields, Map<String, Object> to) {
        each(kind, fields, to::put);
    }

    private static void each(RecordKind kind, JsonObject fields, BiConsumer<String, Object> to) {
        if (fields == null) {
            return;
        }
        for (Map.Entry<String, Object> entry : fields) {
            RecordField field = kind.fields().get(entry.getKey());
            Object value = field == null ? null : value(field.type(), entry.getValue());
            if (value != null) {
                to.accept(entry.getKey(), value);
            }
        }
    }

    /** As {@link io.tidewatch.metric.history.AccountRecord} has it; null when it is of another type. */
    private static Object value(FieldType type, Object stored) {
        return switch (stored) {
            case String text -> text(type, text);
            case Number number when type == FieldType.INTEGER && isWhole(number) -> number;
            case Number number when type == FieldType.DECIMAL -> number;
            case Boolean flag when type == FieldType.BOOLEAN -> flag;
            case JsonObject amount
            when type == FieldType.MONEY -> new Amount(amount.getLong("minor"), amount.getString("currency"));
            case JsonArray items
            when type == FieldType.WORDS || type == FieldType.REFS -> {
                List<String> texts = new ArrayList<>();
                items.forEach(item -> texts.add((String) item));
                yield texts;
            }
            default -> null;
        };
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number instanceof Integer;
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

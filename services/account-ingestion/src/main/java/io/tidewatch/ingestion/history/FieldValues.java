package io.tidewatch.ingestion.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.history.RowsBuilder;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * Reads the fields of a record that are stored as JSON, of declared and built-in kinds alike. A record can be older than the
 * catalogue that reads it: fields that its kind does not have any more are left out, and a value of another type is missing.
 */
final class FieldValues {

    private static final JsonFactory JSON = new JsonFactory();

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
     * Fills records one after the other.
     *
     * @param fields an array with the fields of each record as JSON, by name; null for none
     * @param begin begins a record, by its place in the array
     */
    static void fillEach(RecordKind kind, String fields, RowsBuilder rows, IntConsumer begin) {
        // One parser for many: it takes longer to set up than to read one record.
        try (JsonParser json = JSON.createParser(fields)) {
            json.nextToken();
            for (int record = 0; json.nextToken() != JsonToken.END_ARRAY; record++) {
                begin.accept(record);
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    each(kind, json, (name, value) -> rows.column(name).value(value));
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
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
        try (JsonParser json = JSON.createParser(fields)) {
            json.nextToken();
            each(kind, json, to);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Reads the object that the parser is at. */
    private static void each(RecordKind kind, JsonParser json, BiConsumer<String, Object> to) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            RecordField field = kind.fields().get(name);
            json.nextToken();
            Object value = field == null ? null : value(field.type(), json);
            if (value != null) {
                to.accept(name, value);
            }
            json.skipChildren();
        }
    }

    private static IllegalStateException unreadable(IOException e) {
        return new IllegalStateException("PostgreSQL wrote JSON that cannot be read", e);
    }

    /** The value that the parser is at, as {@link io.tidewatch.metric.history.AccountRecord} has it; null when it is of another type. */
    private static Object value(FieldType type, JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> text(type, json.getText());
            case VALUE_NUMBER_INT -> whole(type, json);
            case VALUE_NUMBER_FLOAT -> type == FieldType.DECIMAL ? json.getDoubleValue() : null;
            case VALUE_TRUE, VALUE_FALSE -> type == FieldType.BOOLEAN ? json.getBooleanValue() : null;
            case START_OBJECT -> type == FieldType.MONEY ? amount(json) : null;
            case START_ARRAY -> type == FieldType.WORDS || type == FieldType.REFS ? texts(json) : null;
            default -> null;
        };
    }

    private static Object whole(FieldType type, JsonParser json) throws IOException {
        return switch (type) {
            case INTEGER -> json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? null : json.getLongValue();
            case DECIMAL -> json.getNumberValue();
            default -> null;
        };
    }

    /** Null when it lacks the number or the currency. */
    private static Amount amount(JsonParser json) throws IOException {
        Long minor = null;
        String currency = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "minor" ->
                    minor = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                            ? (Long) whole(FieldType.INTEGER, json)
                            : null;
                case "currency" -> currency = json.getValueAsString();
                default -> json.skipChildren();
            }
        }
        return minor == null || currency == null ? null : new Amount(minor, currency);
    }

    /** Null when one of them is something else than a text. */
    private static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        boolean all = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            all &= json.currentToken() == JsonToken.VALUE_STRING;
            texts.add(json.getText());
            json.skipChildren();
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

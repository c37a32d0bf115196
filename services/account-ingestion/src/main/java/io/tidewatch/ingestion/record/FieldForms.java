package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.money.Money;
import io.tidewatch.spelling.Spelling;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The one form in which a value of each type is stored: days and times as ISO texts (times in UTC, with microseconds), amounts as
 * {@code {"minor": 1250, "currency": "EUR"}}, several words in the order of the field's list, several references in order of the id.
 */
public final class FieldForms {

    private static final int LONGEST_LINE = 300;
    private static final int LONGEST_TEXT = 10_000;
    private static final int LONGEST_ID = 200;
    private static final int MOST_ITEMS = 1_000;

    /** Numbers up to this one are exact wherever they are computed with. */
    private static final double GREATEST = 1e15;

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2999;

    private FieldForms() {}

    /** A value that does not fit its field; the message is a sentence without its subject and its full stop. */
    public static final class NotOneException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String suggestion;

        private NotOneException(String message, String suggestion) {
            super(message, null, false, false);
            this.suggestion = suggestion;
        }

        /** What was probably meant; may be null. */
        public String suggestion() {
            return suggestion;
        }
    }

    /** The stored form of a value other than null. */
    public static JsonNode stored(RecordField field, JsonNode value) throws NotOneException {
        return switch (field.type()) {
            case NAME -> TextNode.valueOf(line(value));
            case TEXT -> TextNode.valueOf(text(value, LONGEST_TEXT));
            case WORD -> TextNode.valueOf(word(field, value));
            case WORDS -> list(value, "words", item -> word(field, item), Comparator.comparing(field.words()::indexOf));
            case REF -> TextNode.valueOf(id(value));
            case REFS -> list(value, "ids", FieldForms::id, Comparator.naturalOrder());
            case BOOLEAN -> checked(value, value.isBoolean(), "must be true or false");
            case INTEGER -> LongNode.valueOf(whole(value));
            case DECIMAL ->
                checked(
                        value,
                        value.isNumber() && Math.abs(value.doubleValue()) <= GREATEST,
                        "must be a number between -10^15 and 10^15");
            case MONEY -> money(value);
            case DATE -> TextNode.valueOf(day(value).toString());
            case INSTANT -> TextNode.valueOf(moment(value).toString());
        };
    }

    /** The moment of a stored day or time; null when it is missing. */
    public static OffsetDateTime at(FieldType type, JsonNode stored) {
        if (stored == null) {
            return null;
        }
        return type == FieldType.DATE
                ? LocalDate.parse(stored.textValue()).atStartOfDay().atOffset(ZoneOffset.UTC)
                : Instant.parse(stored.textValue()).atOffset(ZoneOffset.UTC);
    }

    private static String line(JsonNode value) throws NotOneException {
        String text = text(value, LONGEST_LINE);
        demand(OneLine.isOne(text), "must be one line without control characters");
        return text;
    }

    private static String text(JsonNode value, int longest) throws NotOneException {
        demand(value.isTextual(), "must be a text");
        String text = value.textValue();
        demand(!text.isBlank(), "must not be blank; leave it out when there is none");
        demand(text.length() <= longest, "must have at most " + longest + " characters");
        demand(StandardCharsets.UTF_8.newEncoder().canEncode(text), "must be a valid text");
        return text;
    }

    private static String word(RecordField field, JsonNode value) throws NotOneException {
        String text = text(value, LONGEST_LINE);
        if (!field.words().contains(text)) {
            throw new NotOneException(
                    "must be one of " + String.join(", ", field.words()), Spelling.closest(text, field.words()));
        }
        return text;
    }

    private static String id(JsonNode value) throws NotOneException {
        String id = text(value, LONGEST_ID);
        demand(OneLine.isId(id), "must be an id: one line that neither begins nor ends with a blank");
        return MailAddress.canonicalId(id);
    }

    private static long whole(JsonNode value) throws NotOneException {
        demand(
                value.isIntegralNumber()
                        && value.canConvertToLong()
                        && Math.abs((double) value.longValue()) <= GREATEST,
                "must be a whole number between -10^15 and 10^15");
        return value.longValue();
    }

    private static JsonNode money(JsonNode value) throws NotOneException {
        demand(
                value.isObject()
                        && value.size() == 2
                        && value.has("minor")
                        && value.path("currency").isTextual(),
                "must be an amount such as {\"minor\": 1250, \"currency\": \"EUR\"}");
        String currency = value.path("currency").textValue();
        demand(Money.isCurrency(currency), "must have an ISO 4217 currency such as EUR");
        ObjectNode money = JsonNodeFactory.instance.objectNode();
        try {
            money.put("minor", whole(value.path("minor")));
        } catch (NotOneException notWhole) {
            throw new NotOneException("must have a whole number of minor units between -10^15 and 10^15", null);
        }
        return money.put("currency", currency);
    }

    private static LocalDate day(JsonNode value) throws NotOneException {
        try {
            LocalDate day = LocalDate.parse(value.isTextual() ? value.textValue() : "");
            return checked(day, isSensible(day.getYear()), "must be in the years " + FIRST_YEAR + " to " + LAST_YEAR);
        } catch (DateTimeException notOne) {
            throw new NotOneException("must be a day such as 2026-03-31", null);
        }
    }

    private static Instant moment(JsonNode value) throws NotOneException {
        try {
            OffsetDateTime time = OffsetDateTime.parse(value.isTextual() ? value.textValue() : "")
                    .withOffsetSameInstant(ZoneOffset.UTC);
            // PostgreSQL stores microseconds; finer times would look like a change.
            return checked(
                    time.toInstant().truncatedTo(ChronoUnit.MICROS),
                    isSensible(time.getYear()),
                    "must be in the years " + FIRST_YEAR + " to " + LAST_YEAR);
        } catch (DateTimeException notOne) {
            throw new NotOneException("must be a time with its offset such as 2026-03-31T09:00:00Z", null);
        }
    }

    private static boolean isSensible(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    /** Reads one item of a list. */
    private interface Item {
        String read(JsonNode value) throws NotOneException;
    }

    private static ArrayNode list(JsonNode value, String what, Item reading, Comparator<String> order)
            throws NotOneException {
        demand(value.isArray() && value.size() <= MOST_ITEMS, "must be a list of at most " + MOST_ITEMS + " " + what);
        List<String> items = new ArrayList<>();
        for (JsonNode item : value) {
            items.add(reading.read(item));
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        items.stream().distinct().sorted(order).forEach(list::add);
        return list;
    }

    private static <T> T checked(T value, boolean fits, String sentence) throws NotOneException {
        demand(fits, sentence);
        return value;
    }

    private static void demand(boolean fits, String sentence) throws NotOneException {
        if (!fits) {
            throw new NotOneException(sentence, null);
        }
    }
}

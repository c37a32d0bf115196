package io.tidewatch.ingestion.imports;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidewatch.ingestion.mapping.FieldForm;
import java.math.BigDecimal;
import java.util.List;

/** Writes the fields of a row that have no column as JSON, each in the one form in which requests store them. */
final class FieldsJson {

    /** What separates the items of a list in a value that was read; no item has it. */
    static final String NEXT = "\n";
    /** What separates an amount from its currency in a value that was read. */
    static final String CURRENCY = " ";

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final StringBuilder json = new StringBuilder("{");

    private FieldsJson() {}

    /** The object with those of the fields that have a value and no column. */
    static String of(List<FieldForm> fields, List<String> values) {
        FieldsJson object = new FieldsJson();
        for (int i = 0; i < fields.size(); i++) {
            FieldForm field = fields.get(i);
            if (field.column() == null && values.get(i) != null) {
                object.add(field, values.get(i));
            }
        }
        return object.json.append('}').toString();
    }

    private void add(FieldForm field, String value) {
        if (json.length() > 1) {
            json.append(',');
        }
        quote(field.name());
        json.append(':');
        switch (field.type()) {
            case BOOLEAN, SIGNED, INTEGER -> json.append(value);
            case DECIMAL ->
                json.append(new BigDecimal(value).stripTrailingZeros().toPlainString());
            case AMOUNT -> {
                int end = value.indexOf(CURRENCY);
                json.append("{\"minor\":").append(value, 0, end).append(",\"currency\":");
                quote(value.substring(end + 1));
                json.append('}');
            }
            case RECORD_REFERENCES, ACCOUNT_REFERENCES, CHOICES -> list(value);
            default -> quote(value);
        }
    }

    private void list(String value) {
        json.append('[');
        String separator = "";
        for (String item : value.split(NEXT)) {
            json.append(separator);
            quote(item);
            separator = ",";
        }
        json.append(']');
    }

    private void quote(String text) {
        json.append('"');
        if (isPlain(text)) {
            json.append(text);
        } else {
            ENCODER.quoteAsString(text, json);
        }
        json.append('"');
    }

    /** Whether a text is one of the many that JSON takes as they are; the encoder goes sign by sign. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign < ' ' || sign == '"' || sign == '\\') {
                return false;
            }
        }
        return true;
    }
}

package io.tidewatch.ingestion.mapping;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where one field of a record comes from: a column, or a constant.
 *
 * @param column name of the column; null when it is a constant
 * @param constant the same text for every row; null when it comes from a column
 * @param values text in the file → text here; texts that are not listed stay as they are
 * @param formats patterns of dates or times, tried in this order; ISO 8601 when empty
 * @param amountUnit whether amounts are in major or minor units; null means major
 * @param decimalComma whether numbers have a decimal comma, as in 1.250,00; null means a decimal point
 * @param separator splits a list; null means a semicolon
 */
public record FieldSource(
        String column,
        String constant,
        Map<String, String> values,
        List<String> formats,
        AmountUnit amountUnit,
        Boolean decimalComma,
        String separator) {

    /** Lists and maps are never null. */
    public FieldSource {
        values = values == null ? Map.of() : Map.copyOf(values);
        formats = formats == null ? List.of() : List.copyOf(formats);
    }

    /** The items of a list, in their order, without empty ones. */
    public List<String> items(String text) {
        return Arrays.stream(text.split(Pattern.quote(separator == null ? ";" : separator)))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}

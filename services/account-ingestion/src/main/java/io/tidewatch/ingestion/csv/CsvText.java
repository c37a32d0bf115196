package io.tidewatch.ingestion.csv;

/** Cells of CSV that we write. */
public final class CsvText {

    private CsvText() {}

    /**
     * A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front, and what
     * needs quotation marks gets them.
     *
     * @param value null gives an empty cell
     */
    public static String cell(String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String safe = "=+-@\t\r".indexOf(value.charAt(0)) >= 0 && !isNumber(value) ? "'" + value : value;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    private static boolean isNumber(String value) {
        return value.matches("[+-]?\\d+(\\.\\d+)?");
    }
}

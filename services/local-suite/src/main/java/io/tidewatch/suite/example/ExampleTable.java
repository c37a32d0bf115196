package io.tidewatch.suite.example;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One kind of records in the plain form that the mapping `tidewatch-…` reads. */
public final class ExampleTable {

    private final ShippedMapping mapping;
    private final List<List<String>> rows = new ArrayList<>();

    ExampleTable(ShippedMapping mapping) {
        this.mapping = mapping;
    }

    /** The name of the mapping file that says what the columns mean. */
    public String mapping() {
        return mapping.mappingName();
    }

    /** The kind of record, as in the contract of account-ingestion. */
    public String kind() {
        return mapping.kind();
    }

    /** The names of the columns. */
    public List<String> columns() {
        return mapping.columns();
    }

    /** The rows; an empty cell says that the value is not known. */
    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** The table as a CSV file. */
    public String csv() {
        return line(columns()) + rows.stream().map(ExampleTable::line).collect(Collectors.joining());
    }

    /** Adds a row; null becomes an empty cell. */
    void add(Object... cells) {
        if (cells.length != columns().size()) {
            throw new IllegalArgumentException(
                    mapping() + " has " + columns().size() + " columns, not " + cells.length);
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell == null ? "" : cell.toString());
        }
        rows.add(List.copyOf(row));
    }

    private static String line(List<String> cells) {
        return cells.stream().map(ExampleTable::cell).collect(Collectors.joining(",")) + "\n";
    }

    private static String cell(String text) {
        return text.matches("[^,\"\n\r]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}

package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.csv.CsvRecord;
import io.tidewatch.ingestion.csv.UnreadableFile;
import io.tidewatch.ingestion.mapping.FieldSource;
import io.tidewatch.ingestion.mapping.MappingFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The columns that the first line of a file names. */
final class FileColumns {

    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();

    /**
     * Reads the column names.
     *
     * @throws UnreadableFile naming the columns that are missing or occur twice
     */
    FileColumns(MappingFile mapping, CsvRecord firstLine) {
        if (!firstLine.readable()) {
            throw new UnreadableFile("The line with the column names cannot be read: " + firstLine.problem());
        }
        this.names = firstLine.fields().stream().map(String::strip).toList();
        Set<String> twice = new LinkedHashSet<>();
        for (int i = 0; i < names.size(); i++) {
            // Spreadsheets often export columns without a name at the end; no field can refer to them.
            if (!names.get(i).isEmpty() && places.put(names.get(i), i) != null) {
                twice.add(names.get(i));
            }
        }
        if (!twice.isEmpty()) {
            throw new UnreadableFile("Columns occur twice: " + String.join(", ", twice) + ".");
        }
        Set<String> missing = new LinkedHashSet<>();
        mapping.fields().values().stream()
                .map(FieldSource::column)
                .filter(column -> column != null && !places.containsKey(column))
                .forEach(missing::add);
        if (!missing.isEmpty()) {
            throw new UnreadableFile("Columns are missing: " + String.join(", ", missing) + "." + hint(mapping.name()));
        }
    }

    int count() {
        return names.size();
    }

    /** The place of a column, from 0. */
    int place(String name) {
        return places.get(name);
    }

    /** The name of a column by its number, from 1; null when there is none. */
    String name(int number) {
        return number > 0 && number <= names.size() ? names.get(number - 1) : null;
    }

    /** Columns that no field reads and that the mapping does not ignore. */
    List<String> unused(MappingFile mapping) {
        Set<String> used = new HashSet<>(mapping.ignoredColumns());
        mapping.fields().values().forEach(source -> used.add(source.column()));
        return names.stream()
                .filter(column -> !column.isEmpty() && !used.contains(column))
                .toList();
    }

    private String hint(String mapping) {
        String line = String.join(",", names);
        if (line.toLowerCase(Locale.ROOT).startsWith("sep=")) {
            return " The first line is a spreadsheet's separator line; delete it, because the first line names the columns.";
        }
        String separator = names.size() > 1
                ? null
                : line.contains(";") ? "semicolons" : line.contains("\t") ? "tabs" : line.contains("|") ? "bars" : null;
        return separator == null
                ? " The file has " + FieldReader.shown(line) + "; the mapping is \"" + mapping + "\"."
                : " The columns seem to be separated by " + separator + "; export the file with commas.";
    }
}

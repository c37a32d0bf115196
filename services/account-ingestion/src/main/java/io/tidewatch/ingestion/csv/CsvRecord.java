package io.tidewatch.ingestion.csv;

import java.util.List;

/**
 * One record of a CSV file, or a line that cannot be read as one.
 *
 * @param line line of the file on which it starts, counted from 1
 * @param lines how many lines of the file it takes; more than 1 when a quoted cell holds line ends
 * @param fields the cells; empty when {@code problem} is set
 * @param column number (from 1) of the cell that cannot be read; 0 when unknown
 * @param problem why the line cannot be read, as a sentence; null when it can
 */
public record CsvRecord(long line, int lines, List<String> fields, int column, String problem) {

    static CsvRecord broken(long line, int column, String problem) {
        return new CsvRecord(line, 1, List.of(), column, problem);
    }

    /** Whether the cells can be used. */
    public boolean readable() {
        return problem == null;
    }
}

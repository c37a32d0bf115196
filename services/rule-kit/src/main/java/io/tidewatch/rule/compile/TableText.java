package io.tidewatch.rule.compile;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.workbook.CellName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a CSV file as a spreadsheet saves it: with a byte order mark, a line {@code sep=;}, commas, semicolons or
 * tabs between the cells, and any end of lines. Blank rows and notes that begin with // are left out.
 */
final class TableText {
    /** The kinds of columns that every table has; the sign between them is the one between all cells. */
    private static final Set<String> KINDS = Set.of("CONDITION", "METADATA", "ACTION");

    private static final int MOST_COLUMNS = 100;
    private static final int LONGEST_CELL = 30_000;
    /** How the reader says where the row that it cannot read begins. */
    private static final Pattern RECORD = Pattern.compile("line ([0-9]+)");

    private TableText() {}

    /**
     * One row.
     *
     * @param line its line in the file
     * @param cells its cells, without blanks around them
     */
    record Row(int line, List<String> cells) {
        /** The cell of a column, counted from 0; empty when the row is shorter. */
        String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }

        /** The first column that is not empty. */
        int firstFilled() {
            int column = 0;
            while (cell(column).isEmpty()) {
                column++;
            }
            return column;
        }

        Place place(int column) {
            return new Place(line, new CellName(line, column).toString());
        }
    }

    /** The rows, or null and problems when the text is not valid CSV. */
    static List<Row> read(String file, String csv, ProblemList problems) {
        String text = csv.startsWith("\uFEFF") ? csv.substring(1) : csv;
        int before = problems.size();
        List<Row> rows = new ArrayList<>();
        char separator = separator(text);
        if (separator == '|') {
            problems.add(file, 0, "The cells must be separated by commas, semicolons or tabs, not by '|'.", ",");
            return null;
        }
        try {
            for (CsvRecord read : reader(separator, text)) {
                Row row = new Row(
                        (int) read.getStartingLineNumber(),
                        read.getFields().stream().map(String::strip).toList());
                boolean blank = row.cells().stream().allMatch(String::isEmpty);
                if (!blank && !isNote(row)) {
                    checkCells(file, row, separator, problems);
                    rows.add(row);
                }
            }
        } catch (CsvParseException refused) {
            problems.add(
                    file,
                    brokenLine(text, refused.getMessage()),
                    "A cell that begins with a quotation mark must end with one, on the same line.");
        }
        return problems.size() > before ? null : rows;
    }

    private static CsvReader<CsvRecord> reader(char separator, String text) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .ofCsvRecord(text);
    }

    /** The sign between the cells: the one with which the kinds of the columns can be read. */
    private static char separator(String text) {
        for (char separator : new char[] {';', '\t', '|'}) {
            for (String line : text.lines().toList()) {
                String[] cells = line.split(Pattern.quote(String.valueOf(separator)), -1);
                int kinds = 0;
                for (String cell : cells) {
                    String word = cell.replace("\"", "").strip().toUpperCase(Locale.ROOT);
                    kinds += KINDS.contains(word) ? 1 : 0;
                }
                if (kinds > 1) {
                    return separator;
                }
            }
        }
        return ',';
    }

    private static boolean isNote(Row row) {
        String first = row.cell(row.firstFilled());
        return first.startsWith("//") || (row.line() == 1 && first.startsWith("sep="));
    }

    private static void checkCells(String file, Row row, char separator, ProblemList problems) {
        String only = row.cell(0);
        for (String other : List.of(";", "\t", "|", ",")) {
            boolean another = row.cells().size() == 1 && only.split(Pattern.quote(other), -1).length > 3;
            if (another && other.charAt(0) != separator) {
                problems.add(
                        file,
                        row.line(),
                        "The cells of this row are separated by " + named(other.charAt(0))
                                + ", those of the first rows by " + named(separator) + ".",
                        String.valueOf(separator));
                return;
            }
        }
        if (row.cells().size() > MOST_COLUMNS) {
            problems.add(file, row.line(), "A table can have at most " + MOST_COLUMNS + " columns.");
            return;
        }
        for (int column = 0; column < row.cells().size(); column++) {
            String cell = row.cell(column);
            if (cell.length() > LONGEST_CELL) {
                problems.add(
                        file,
                        row.line(),
                        row.place(column).says("A cell can have at most " + LONGEST_CELL + " characters."));
            }
            boolean text = cell.chars()
                    .noneMatch(
                            sign -> Character.isISOControl(sign) || Character.getType(sign) == Character.PRIVATE_USE);
            if (!text) {
                problems.add(
                        file,
                        row.line(),
                        row.place(column).says("A cell cannot contain line breaks or control characters."));
            }
        }
    }

    private static String named(char separator) {
        return switch (separator) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            default -> "'" + separator + "'";
        };
    }

    /** The row that does not read alone is the one; else the row at which the reader stopped. */
    private static int brokenLine(String text, String message) {
        List<String> lines = text.lines().toList();
        for (int index = 0; index < lines.size(); index++) {
            if (lines.get(index).chars().filter(sign -> sign == '"').count() % 2 != 0) {
                return index + 1;
            }
        }
        Matcher begins = RECORD.matcher(message);
        return begins.find() ? Integer.parseInt(begins.group(1)) : 1;
    }
}

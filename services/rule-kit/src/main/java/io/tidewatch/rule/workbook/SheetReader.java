package io.tidewatch.rule.workbook;

import io.tidewatch.metric.reading.ProblemList;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the cells of one sheet. What the author of a table would not see, such as a hidden row or how a formula computes its
 * value, is a problem. A merged cell says the same in each of the cells that it covers.
 */
final class SheetReader {
    /** Where a sheet with a table has to end. What a table may say, and how often, is limited elsewhere. */
    private static final int LAST_ROW = 5000;

    private static final int LAST_COLUMN = 99;
    private static final int MOST_MERGED = 100_000;
    /** Most characters of all cells, those of merged cells as often as they count. */
    private static final int LONGEST = 1024 * 1024;

    private final String file;
    private final CellText texts;
    private final CellFormats formats;
    private final ProblemList problems;

    private final NavigableMap<Integer, NavigableMap<Integer, String>> rows = new TreeMap<>();
    private final Set<Integer> hiddenRows = new TreeSet<>();
    private final Set<Integer> hiddenColumns = new TreeSet<>();
    private final List<List<CellName>> merged = new ArrayList<>();
    private int mergedCells;
    private int length;

    private CellName cell = new CellName(0, -1);
    private String type = "";
    private String style = "";
    private boolean formula;
    private boolean phonetic;
    private final StringBuilder stored = new StringBuilder();

    private SheetReader(String file, CellText texts, CellFormats formats, ProblemList problems) {
        this.file = file;
        this.texts = texts;
        this.formats = formats;
        this.problems = problems;
    }

    /**
     * The cells of a sheet that are not empty: row, counted from 1 → column, counted from 0 → text.
     *
     * @param part the part of the workbook that holds the sheet
     * @param problems takes what is wrong with single cells
     */
    static NavigableMap<Integer, NavigableMap<Integer, String>> read(
            String file, WorkbookParts parts, String part, CellText texts, CellFormats formats, ProblemList problems)
            throws UnreadableWorkbookException {
        SheetReader reader = new SheetReader(file, texts, formats, problems);
        parts.visit(part, reader::element);
        reader.merge();
        reader.refuseHidden();
        return reader.rows;
    }

    private void element(XMLStreamReader at, boolean begins) throws XMLStreamException, UnreadableWorkbookException {
        switch (at.getLocalName()) {
            case "row" -> row(at, begins);
            case "c" -> cell(at, begins);
            case "f" -> formula = true;
            case "rPh" -> phonetic = begins;
            case "v", "t" -> {
                if (begins && !phonetic) {
                    stored.append(at.getElementText());
                }
            }
            case "col" -> column(at, begins);
            case "mergeCell" -> mergeCell(at, begins);
            default -> {
                // Widths, colours, comments and whatever else says nothing in a table.
            }
        }
    }

    private void column(XMLStreamReader at, boolean begins) {
        if (begins && isHidden(at, "width")) {
            int first = Math.max(Integer.parseInt(WorkbookParts.attribute(at, "min")) - 1, 0);
            int last = Math.min(Integer.parseInt(WorkbookParts.attribute(at, "max")) - 1, LAST_COLUMN);
            for (int column = first; column <= last; column++) {
                hiddenColumns.add(column);
            }
        }
    }

    /** Whether nobody sees the row or column, which may also have no size. */
    private static boolean isHidden(XMLStreamReader at, String size) {
        return WorkbookParts.isSet(at, "hidden")
                || WorkbookParts.attribute(at, size).matches("0+(\\.0*)?");
    }

    private void row(XMLStreamReader at, boolean begins) {
        if (!begins) {
            return;
        }
        String number = WorkbookParts.attribute(at, "r");
        cell = new CellName(number.isEmpty() ? cell.row() + 1 : Integer.parseInt(number), -1);
        if (isHidden(at, "ht")) {
            hiddenRows.add(cell.row());
        }
    }

    private void cell(XMLStreamReader at, boolean begins) throws UnreadableWorkbookException {
        if (!begins) {
            cellEnds();
            return;
        }
        String name = WorkbookParts.attribute(at, "r");
        cell = name.isEmpty() ? new CellName(cell.row(), cell.column() + 1) : CellName.parse(name);
        if (cell == null || cell.row() < 1) {
            throw UnreadableWorkbookException.notAWorkbook();
        }
        type = WorkbookParts.attribute(at, "t");
        style = WorkbookParts.attribute(at, "s");
        formula = false;
        stored.setLength(0);
    }

    private void cellEnds() throws UnreadableWorkbookException {
        if (formula) {
            problem(
                    cell,
                    "The cell holds a formula. Replace it with its value (in Excel: copy, then paste special, values).");
            return;
        }
        if (stored.isEmpty()) {
            return;
        }
        try {
            String text = texts.of(type, stored.toString(), formats.of(style));
            if (!text.isEmpty()) {
                put(cell, text);
            }
        } catch (CellText.WrongCellException wrong) {
            problem(cell, wrong.getMessage());
        }
    }

    private void put(CellName at, String text) throws UnreadableWorkbookException {
        if (at.row() > LAST_ROW || at.column() > LAST_COLUMN) {
            throw new UnreadableWorkbookException("Cell " + at + " is too far from the table: a sheet can have at most "
                    + LAST_ROW + " rows and " + (LAST_COLUMN + 1) + " columns.");
        }
        length += text.length();
        if (length > LONGEST) {
            throw new UnreadableWorkbookException("The table has more than " + LONGEST + " characters.");
        }
        if (rows.computeIfAbsent(at.row(), row -> new TreeMap<>()).put(at.column(), text) != null) {
            throw UnreadableWorkbookException.notAWorkbook();
        }
    }

    private void mergeCell(XMLStreamReader at, boolean begins) throws UnreadableWorkbookException {
        if (!begins) {
            return;
        }
        String[] ends = WorkbookParts.attribute(at, "ref").split(":", -1);
        CellName first = CellName.parse(ends[0]);
        CellName last = CellName.parse(ends[ends.length - 1]);
        if (first == null || last == null) {
            throw UnreadableWorkbookException.notAWorkbook();
        }
        long covered = (last.row() - first.row() + 1L) * (last.column() - first.column() + 1L);
        if (covered + mergedCells > MOST_MERGED) {
            problem(first, "Too many cells are merged.");
            return;
        }
        mergedCells += (int) covered;
        merged.add(List.of(first, last));
    }

    /** Merged cells follow the cells in a file. */
    private void merge() throws UnreadableWorkbookException {
        for (List<CellName> ends : merged) {
            CellName first = ends.getFirst();
            CellName last = ends.getLast();
            String text = rows.getOrDefault(first.row(), new TreeMap<>()).get(first.column());
            if (text == null) {
                continue;
            }
            for (int row = first.row(); row <= last.row(); row++) {
                for (int column = first.column(); column <= last.column(); column++) {
                    // Cells that are covered may hold texts from before, which nobody sees.
                    rows.computeIfAbsent(row, unused -> new TreeMap<>()).remove(column);
                    put(new CellName(row, column), text);
                }
            }
        }
    }

    private void refuseHidden() {
        for (int row : hiddenRows) {
            if (rows.containsKey(row)) {
                problems.add(file, row, "Row " + row + " is hidden. Show it, or delete it.");
            }
        }
        for (int column : hiddenColumns) {
            rows.entrySet().stream()
                    .filter(row -> row.getValue().containsKey(column))
                    .findFirst()
                    .ifPresent(row -> problems.add(
                            file,
                            row.getKey(),
                            "Column " + CellName.ofColumn(column) + " is hidden. Show it, or delete it."));
        }
    }

    private void problem(CellName at, String sentence) {
        problems.add(file, at.row(), "Cell " + at + ": " + sentence);
    }
}

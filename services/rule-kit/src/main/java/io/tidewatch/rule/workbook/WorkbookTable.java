package io.tidewatch.rule.workbook;

import io.tidewatch.metric.reading.ProblemList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of an Excel workbook ({@code .xlsx}) as CSV: one line for each row, blank ones too, so that a line has the number of
 * its row. All later steps know CSV only. What the two kinds of file can say differently, such as formulas or a second sheet,
 * is a problem with its cell.
 */
public final class WorkbookTable {
    private static final String ENDING = ".xlsx";

    private final String file;
    private final WorkbookParts parts;
    private final Map<String, String> partOfId = new HashMap<>();
    private final Map<String, String> partOfKind = new HashMap<>();
    private final Map<String, String> partOfSheet = new LinkedHashMap<>();
    private final Set<String> hiddenSheets = new HashSet<>();
    private boolean since1904;

    private WorkbookTable(String file, WorkbookParts parts) {
        this.file = file;
        this.parts = parts;
    }

    /** Whether the name of a file says that it is a workbook. */
    public static boolean isWorkbook(String file) {
        return file.endsWith(ENDING);
    }

    /**
     * Reads the one sheet of a workbook that is not empty.
     *
     * @param file its name, for problems
     * @return CSV with commas, or null (and problems) when anything of the workbook has no meaning in a table
     */
    public static String read(String file, byte[] workbook, ProblemList problems) {
        int before = problems.size();
        try {
            String csv = new WorkbookTable(file, WorkbookParts.unpack(workbook)).csv(problems);
            return problems.size() > before ? null : csv;
        } catch (UnreadableWorkbookException unreadable) {
            problems.add(file, 0, unreadable.getMessage());
            return null;
        }
    }

    private String csv(ProblemList problems) throws UnreadableWorkbookException {
        contents();
        CellFormats formats = CellFormats.read(parts, partOfKind.get("styles"));
        CellText texts = new CellText(sharedTexts(), since1904);
        Map<String, NavigableMap<Integer, NavigableMap<Integer, String>>> filled = new LinkedHashMap<>();
        for (Map.Entry<String, String> sheet : partOfSheet.entrySet()) {
            ProblemList ofSheet = new ProblemList();
            NavigableMap<Integer, NavigableMap<Integer, String>> rows =
                    SheetReader.read(file, parts, sheet.getValue(), texts, formats, ofSheet);
            if (!rows.isEmpty() || !ofSheet.isEmpty()) {
                if (hiddenSheets.contains(sheet.getKey())) {
                    throw new UnreadableWorkbookException(
                            "The sheet '" + sheet.getKey() + "' is hidden. Show it, or delete it.");
                }
                filled.put(sheet.getKey(), rows);
                problems.addAll(ofSheet.sorted());
            }
        }
        if (filled.size() != 1) {
            throw new UnreadableWorkbookException(
                    filled.isEmpty()
                            ? "The workbook is empty."
                            : "The workbook has "
                                    + filled.size() + " sheets that are not empty ("
                                    + filled.keySet().stream().collect(Collectors.joining("', '", "'", "'"))
                                    + "). A file can have only one table; move the other sheets to separate files.");
        }
        return csv(filled.values().iterator().next());
    }

    /** What the workbook consists of, and where. */
    private void contents() throws UnreadableWorkbookException {
        parts.visit("xl/_rels/workbook.xml.rels", (at, begins) -> {
            if (begins && at.getLocalName().equals("Relationship")) {
                String target = WorkbookParts.attribute(at, "Target");
                String part = target.startsWith("/") ? target.substring(1) : "xl/" + target;
                String kind = WorkbookParts.attribute(at, "Type");
                partOfId.put(WorkbookParts.attribute(at, "Id"), part);
                partOfKind.put(kind.substring(kind.lastIndexOf('/') + 1), part);
            }
        });
        parts.visit("xl/workbook.xml", (at, begins) -> {
            if (begins && at.getLocalName().equals("workbookPr")) {
                since1904 = WorkbookParts.isSet(at, "date1904");
            }
            if (begins && at.getLocalName().equals("sheet")) {
                String part = partOfId.get(WorkbookParts.attribute(at, "id"));
                if (part == null || !parts.has(part)) {
                    throw UnreadableWorkbookException.notAWorkbook();
                }
                String name = WorkbookParts.attribute(at, "name");
                partOfSheet.put(name, part);
                if (WorkbookParts.attribute(at, "state")
                        .toLowerCase(Locale.ROOT)
                        .endsWith("hidden")) {
                    hiddenSheets.add(name);
                }
            }
        });
        if (partOfSheet.isEmpty()) {
            throw UnreadableWorkbookException.notAWorkbook();
        }
    }

    private List<String> sharedTexts() throws UnreadableWorkbookException {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean[] phonetic = {false};
        parts.visit(partOfKind.get("sharedStrings"), (at, begins) -> {
            switch (at.getLocalName()) {
                case "rPh" -> phonetic[0] = begins;
                case "t" -> {
                    if (begins && !phonetic[0]) {
                        text.append(at.getElementText());
                    }
                }
                case "si" -> {
                    if (!begins) {
                        texts.add(text.toString());
                    }
                    text.setLength(0);
                }
                default -> {
                    // Fonts and colours.
                }
            }
        });
        return texts;
    }

    private static String csv(NavigableMap<Integer, NavigableMap<Integer, String>> rows) {
        StringBuilder csv = new StringBuilder();
        for (int row = 1; !rows.isEmpty() && row <= rows.lastKey(); row++) {
            NavigableMap<Integer, String> cells = rows.get(row);
            for (int column = 0; cells != null && column <= cells.lastKey(); column++) {
                String cell = cells.getOrDefault(column, "");
                csv.append(column > 0 ? "," : "");
                csv.append(cell.matches(".*[,\"].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}

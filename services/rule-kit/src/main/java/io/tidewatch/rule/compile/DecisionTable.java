package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.compile.TableColumn.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A decision table, written out as the DRL that is then checked like any other: one row, one rule. No row is left
 * out: each becomes a rule or a problem that names its cell. What a column says is written out once per row, each cell on a
 * line of its own, so that a problem found later can be traced to the cell.
 */
final class DecisionTable {
    private static final int MOST_ROWS = 2000;
    private static final long LONGEST_DRL = 4 * 1024 * 1024;
    /** Stands for a quotation mark in a text, which DRL could not hold. No file can hold it: it is for private use. */
    private static final char QUOTATION_MARK = '\uE000';

    private final String file;
    private final TableHead head;
    private final ProblemList problems;
    private final StringBuilder drl = new StringBuilder("package rules;\n");
    private final List<Place> places = new ArrayList<>();

    private DecisionTable(String file, TableHead head, ProblemList problems) {
        this.file = file;
        this.head = head;
        this.problems = problems;
        // Lines are counted from 1, and the first one names the package.
        places.add(Place.line(0));
        places.add(Place.line(0));
    }

    /**
     * A table written out.
     *
     * @param drl the rules of its rows
     * @param placeOf line of that text → place in the table
     */
    record Written(String drl, IntFunction<Place> placeOf) {}

    /** The text that a cell held, of the text that DRL could hold. */
    static String restored(String text) {
        return text.replace(QUOTATION_MARK, '"');
    }

    /** Writes a table out; null (and problems) when anything of it is wrong. */
    static Written write(String file, String csv, RuleForm form, Vocabulary vocabulary, ProblemList problems) {
        int before = problems.size();
        List<TableText.Row> rows = TableText.read(file, csv, problems);
        if (rows == null) {
            return null;
        }
        DecisionTable table = new DecisionTable(file, TableHead.read(file, rows, form, vocabulary, problems), problems);
        if (problems.size() == before) {
            table.rows(table.head.data());
        }
        List<Place> places = table.places;
        return problems.size() > before
                ? null
                : new Written(table.drl.toString(), line -> places.get(Math.clamp(line, 0, places.size() - 1)));
    }

    private void rows(List<TableText.Row> rows) {
        if (rows.isEmpty()) {
            problem(Place.line(0), "The table has no rows.");
        }
        if (rows.size() > MOST_ROWS) {
            problem(Place.line(rows.get(MOST_ROWS).line()), "A table can have at most " + MOST_ROWS + " rows.");
            return;
        }
        repeated(rows);
        for (TableText.Row row : rows) {
            row(row);
            if (drl.length() > LONGEST_DRL) {
                problem(Place.line(row.line()), "The table is too large: its columns are repeated for too many rows.");
                return;
            }
        }
    }

    /** The first row that is there twice: whoever changes one of the two would wonder why nothing changes. */
    private void repeated(List<TableText.Row> rows) {
        Map<List<String>, Integer> lines = new HashMap<>();
        for (TableText.Row row : rows) {
            Integer same = lines.putIfAbsent(row.cells(), row.line());
            if (same != null) {
                problem(
                        Place.line(row.line()),
                        "This row is the same as that of line " + same + "; delete one of them.");
                return;
            }
        }
    }

    private void row(TableText.Row row) {
        for (int index = 0; index < row.cells().size(); index++) {
            int at = index;
            if (!row.cell(index).isEmpty() && head.columns().stream().noneMatch(column -> column.index() == at)) {
                problem(
                        row.place(index),
                        "'" + row.cell(index) + "' is outside the columns of the table. A text that contains a comma"
                                + " must be between quotation marks.");
                return;
            }
        }
        if (TableHead.isTitle(row)) {
            problem(Place.line(row.line()), "A file can have only one table; move the next one to a separate file.");
            return;
        }
        for (TableColumn column : head.columns()) {
            if (row.cell(column.index()).isEmpty() && column.isNeeded(head.form())) {
                problem(
                        row.place(column.index()),
                        "'" + column.name() + "' is empty. To add a note to the table, begin it with //.");
                return;
            }
        }
        line("rule \"" + name(row) + "\"", Place.line(row.line()));
        each(Kind.METADATA, row, this::metadata);
        line("when", Place.line(row.line()));
        conditions(row);
        line("then", Place.line(row.line()));
        each(Kind.ACTION, row, (column, place, cell) -> column.says()
                .replace(TableColumn.PARAMETER, text(cell, place)));
        line("end", Place.line(row.line()));
    }

    /** What a column says of a row. */
    private interface Cell {
        String written(TableColumn column, Place place, String cell);
    }

    private void each(Kind kind, TableText.Row row, Cell cell) {
        for (TableColumn column : head.columns()) {
            String text = row.cell(column.index());
            if (column.kind() == kind && !text.isEmpty()) {
                Place place = row.place(column.index());
                line(cell.written(column, place, text), place);
            }
        }
    }

    private String name(TableText.Row row) {
        for (TableColumn column : head.columns()) {
            String name = row.cell(column.index());
            if (column.kind() == Kind.NAME && !name.isEmpty()) {
                return text(name, row.place(column.index()));
            }
        }
        return head.title() + ", row " + row.line();
    }

    private String metadata(TableColumn column, Place place, String cell) {
        TableColumn.Metadata metadata = column.metadata();
        if (cell.contains("\\")) {
            problem(place, "A rule cannot contain a backslash, not even in a text.");
        }
        RuleForm form = head.form();
        String value = form.conditions().contains(metadata.annotation())
                ? written(place, () -> head.values().condition(form.firstFact(), metadata.value(), cell))
                : metadata.value().replace(TableColumn.PARAMETER, cell);
        return "@" + metadata.annotation() + "(\"" + value.replace('"', QUOTATION_MARK) + "\")";
    }

    private void conditions(TableText.Row row) {
        String open = null;
        for (TableColumn column : head.columns()) {
            if (column.kind() != Kind.CONDITION) {
                continue;
            }
            boolean begins = !column.pattern().equals(open);
            String cell = row.cell(column.index());
            if (begins && (open == null || !cell.isEmpty())) {
                line((open == null ? "" : ") ") + column.pattern() + "(", Place.line(row.line()));
                open = column.pattern();
            }
            if (!cell.isEmpty()) {
                Place place = row.place(column.index());
                boolean more = drl.charAt(drl.length() - 2) != '(';
                line((more ? ", " : "") + condition(column, place, cell), place);
            }
        }
        line(")", Place.line(row.line()));
    }

    private String condition(TableColumn column, Place place, String cell) {
        return written(place, () -> head.values().condition(column.pattern(), column.says(), cell));
    }

    private String written(Place place, Supplier<String> reading) {
        try {
            return reading.get();
        } catch (NotAllowedException refused) {
            problems.add(file, place.line(), place.says(refused.getMessage()), refused.suggestion());
            return "";
        }
    }

    /** A cell that goes into a text of DRL. */
    private String text(String cell, Place place) {
        if (cell.contains("\"") || cell.contains("\\")) {
            problem(place, "Quotation marks and backslashes are not allowed here.");
        }
        return cell;
    }

    private void line(String text, Place place) {
        drl.append(text).append('\n');
        places.add(place);
    }

    private void problem(Place place, String sentence) {
        problems.add(file, place.line(), place.says(sentence));
    }
}

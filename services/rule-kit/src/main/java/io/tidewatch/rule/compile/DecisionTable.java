package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A decision table in CSV, written out as the DRL that is then checked like any other: one row, one rule. No row is left
 * out: each becomes a rule or a problem that names its cell. What a column says is written out once per row, each cell on a
 * line of its own, so that a problem found later can be traced to the cell.
 */
final class DecisionTable {
    private static final int MOST_ROWS = 2000;
    private static final int MOST_PARAMETERS = 10;
    private static final long LONGEST_DRL = 4 * 1024 * 1024;
    private static final String TITLE = "ruletable";
    private static final String PARAMETER = "$param";
    /** Stands for a quotation mark in a text, which DRL could not hold. No file can hold it: it is for private use. */
    private static final char QUOTATION_MARK = '\uE000';

    private static final Pattern METADATA = Pattern.compile("([A-Za-z]+)\\(\\s*\"?(.*?)\"?\\s*\\)");
    private static final Pattern PATTERN = Pattern.compile("((\\$[A-Za-z0-9]+)\\s*:\\s*)?[A-Za-z][A-Za-z0-9]*");

    private enum Kind {
        CONDITION,
        METADATA,
        ACTION,
        NAME
    }

    /** One column; {@code says} is what it says of each row, with a place for the cell. */
    private record Column(int index, Kind kind, String pattern, String says, String heading) {
        /** How people find it: by its heading, else by what it says. */
        String name() {
            return heading.isEmpty() ? says : heading;
        }
    }

    private final String file;
    private final Vocabulary vocabulary;
    private RuleForm form;
    private CellValues values;
    private final ProblemList problems;
    private final StringBuilder drl = new StringBuilder("package rules;\n");
    private final List<Place> places = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private String title = "";

    private DecisionTable(String file, RuleForm form, Vocabulary vocabulary, ProblemList problems) {
        this.file = file;
        this.form = form;
        this.vocabulary = vocabulary;
        this.values = new CellValues(vocabulary);
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
        DecisionTable table = new DecisionTable(file, form, vocabulary, problems);
        List<TableText.Row> data = table.head(rows);
        if (problems.size() == before) {
            table.rows(data);
        }
        List<Place> places = table.places;
        return problems.size() > before
                ? null
                : new Written(table.drl.toString(), line -> places.get(Math.clamp(line, 0, places.size() - 1)));
    }

    /** Reads what stands above the rows, and returns the rows. */
    private List<TableText.Row> head(List<TableText.Row> rows) {
        int at = 0;
        while (at < rows.size() && !isTitle(rows.get(at))) {
            aboveTitle(rows.get(at++));
        }
        if (rows.size() < at + 4) {
            problem(Place.line(0), "A table needs the rows 'RuleTable …', column kinds, patterns and column contents.");
            return List.of();
        }
        TableText.Row titleRow = rows.get(at);
        int first = titleRow.firstFilled();
        title = titleRow.cell(first).substring(TITLE.length()).strip();
        if (title.isEmpty() || title.contains("\"") || title.contains("\\")) {
            problem(
                    titleRow.place(first),
                    "The title of the table must follow the word RuleTable, without quotation marks.");
        }
        TableText.Row kinds = rows.get(at + 1);
        TableText.Row patterns = rows.get(at + 2);
        TableText.Row says = rows.get(at + 3);
        // The headings may be left empty, which is a blank row.
        TableText.Row headings = rows.size() > at + 4 && rows.get(at + 4).line() == says.line() + 1
                ? rows.get(at + 4)
                : new TableText.Row(says.line() + 1, List.of());
        firstPattern(kinds, patterns);
        String pattern = "";
        for (int column = 0; column < kinds.cells().size(); column++) {
            if (!kinds.cell(column).isEmpty()) {
                pattern = column(column, kinds, patterns, says, headings, pattern);
            }
        }
        for (Kind needed : List.of(Kind.CONDITION, Kind.METADATA, Kind.ACTION)) {
            if (columns.stream().noneMatch(column -> column.kind() == needed)) {
                problem(Place.line(kinds.line()), "The table must have a column of the kind " + needed + ".");
            }
        }
        return rows.subList(headings.cells().isEmpty() ? at + 4 : at + 5, rows.size());
    }

    /** The first condition says what the table is about: accounts or the portfolio. */
    private void firstPattern(TableText.Row kinds, TableText.Row patterns) {
        for (int column = 0; column < kinds.cells().size(); column++) {
            if (kinds.cell(column).equalsIgnoreCase(Kind.CONDITION.name())) {
                form = form.of(
                        patterns.cell(column).replaceAll("^.*:|\\.\\.\\.$", "").strip());
                values = new CellValues(form.words(vocabulary));
                return;
            }
        }
    }

    private static boolean isTitle(TableText.Row row) {
        return row.cell(row.firstFilled()).toLowerCase(Locale.ROOT).startsWith(TITLE);
    }

    private void aboveTitle(TableText.Row row) {
        int column = row.firstFilled();
        boolean ruleSet = row.cell(column).equalsIgnoreCase("RuleSet");
        if (!ruleSet) {
            problem(
                    row.place(column),
                    "'" + row.cell(column) + "' is not allowed above a table; only 'RuleSet' and 'RuleTable' are.");
        } else if (!row.cell(column + 1).equals("rules")) {
            problem(row.place(column + 1), "The RuleSet must be called 'rules'.");
        }
    }

    /** Reads one column, and returns the pattern it belongs to. */
    private String column(
            int column,
            TableText.Row kinds,
            TableText.Row patterns,
            TableText.Row says,
            TableText.Row headings,
            String before) {
        Kind kind = kind(kinds, column);
        String own = patterns.cell(column).replaceAll("\\s*\\.\\.\\.$", "");
        // Spreadsheets save merged cells as one that is filled and others that are empty.
        String pattern = own.isEmpty() ? before : own;
        String words = says.cell(column).replaceAll("[\u201C\u201D\u201E]", "\"");
        if (kind == Kind.CONDITION && !PATTERN.matcher(pattern).matches()) {
            problem(patterns.place(column), "A pattern must be written like '" + form.exampleOfPattern() + "...'.");
        }
        if (kind == Kind.CONDITION) {
            check(says.place(column), pattern, words);
        }
        if (kind == Kind.METADATA) {
            Matcher metadata = METADATA.matcher(words);
            if (!metadata.matches()) {
                problem(says.place(column), "METADATA must be written like threshold(\"$param\").");
            } else if (form.conditions().contains(metadata.group(1))) {
                check(says.place(column), form.firstFact(), metadata.group(2));
            }
        }
        if (kind != Kind.NAME && words.isEmpty()) {
            problem(says.place(column), "The column must state what its cells mean.");
        }
        if (words.replace(PARAMETER, "").matches("(?s).*\\$([0-9]|param[A-Za-z0-9]).*")) {
            problem(says.place(column), "Only $param can stand for a cell; use one column for each value.");
        }
        if (words.split(Pattern.quote(PARAMETER), -1).length > MOST_PARAMETERS + 1) {
            problem(says.place(column), "The column names $param more than " + MOST_PARAMETERS + " times.");
        }
        if (kind == Kind.METADATA && form.closedWords("level").contains(headings.cell(column))) {
            problem(
                    Place.line(headings.line()),
                    "This row must contain the column headings, not a rule. Insert a row of headings above it.");
        }
        if (kind != null) {
            columns.add(new Column(column, kind, pattern, words, headings.cell(column)));
        }
        return kind == Kind.CONDITION ? pattern : before;
    }

    private void check(Place place, String pattern, String condition) {
        written(place, () -> {
            values.check(pattern, condition);
            return "";
        });
    }

    private Kind kind(TableText.Row kinds, int column) {
        String word = kinds.cell(column).toUpperCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(word)) {
                return kind;
            }
        }
        List<String> words = List.of("CONDITION", "METADATA", "ACTION", "NAME");
        problems.add(
                file,
                kinds.line(),
                kinds.place(column)
                        .says("'" + kinds.cell(column) + "' is not a kind of column; kinds are "
                                + String.join(", ", words) + "."),
                Spelling.closest(word, words));
        return null;
    }

    private void rows(List<TableText.Row> rows) {
        if (rows.isEmpty()) {
            problem(Place.line(0), "The table has no rows.");
        }
        if (rows.size() > MOST_ROWS) {
            problem(Place.line(rows.get(MOST_ROWS).line()), "A table can have at most " + MOST_ROWS + " rows.");
            return;
        }
        for (TableText.Row row : rows) {
            row(row);
            if (drl.length() > LONGEST_DRL) {
                problem(Place.line(row.line()), "The table is too large: its columns are repeated for too many rows.");
                return;
            }
        }
    }

    private void row(TableText.Row row) {
        for (int index = 0; index < row.cells().size(); index++) {
            int at = index;
            if (!row.cell(index).isEmpty() && columns.stream().noneMatch(column -> column.index() == at)) {
                problem(row.place(index), "'" + row.cell(index) + "' is outside the columns of the table.");
                return;
            }
        }
        if (isTitle(row)) {
            problem(Place.line(row.line()), "A file can have only one table; move the next one to a separate file.");
            return;
        }
        for (Column column : columns) {
            if (row.cell(column.index()).isEmpty() && isNeeded(column)) {
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
        each(Kind.ACTION, row, (column, place, cell) -> column.says().replace(PARAMETER, text(cell, place)));
        line("end", Place.line(row.line()));
    }

    private boolean isNeeded(Column column) {
        Matcher metadata = METADATA.matcher(column.says());
        return column.kind() == Kind.ACTION
                || column.kind() == Kind.METADATA
                        && metadata.matches()
                        && form.required().contains(metadata.group(1));
    }

    /** What a column says of a row. */
    private interface Cell {
        String written(Column column, Place place, String cell);
    }

    private void each(Kind kind, TableText.Row row, Cell cell) {
        for (Column column : columns) {
            String text = row.cell(column.index());
            if (column.kind() == kind && !text.isEmpty()) {
                Place place = row.place(column.index());
                line(cell.written(column, place, text), place);
            }
        }
    }

    private String name(TableText.Row row) {
        for (Column column : columns) {
            String name = row.cell(column.index());
            if (column.kind() == Kind.NAME && !name.isEmpty()) {
                return text(name, row.place(column.index()));
            }
        }
        return title + ", row " + row.line();
    }

    private String metadata(Column column, Place place, String cell) {
        Matcher metadata = METADATA.matcher(column.says());
        if (!metadata.matches()) {
            throw new IllegalStateException("The head of the table was not checked");
        }
        if (cell.contains("\\")) {
            problem(place, "A rule cannot contain a backslash, not even in a text.");
        }
        String value = form.conditions().contains(metadata.group(1))
                ? written(place, () -> values.condition(form.firstFact(), metadata.group(2), cell))
                : metadata.group(2).replace(PARAMETER, cell);
        return "@" + metadata.group(1) + "(\"" + value.replace('"', QUOTATION_MARK) + "\")";
    }

    private void conditions(TableText.Row row) {
        String open = null;
        for (Column column : columns) {
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

    private String condition(Column column, Place place, String cell) {
        return written(place, () -> values.condition(column.pattern(), column.says(), cell));
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

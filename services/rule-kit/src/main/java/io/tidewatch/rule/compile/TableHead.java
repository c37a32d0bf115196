package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.compile.TableColumn.Kind;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What stands above the rows of a decision table: its title, and what each column says. */
final class TableHead {
    private static final int MOST_PARAMETERS = 10;
    private static final String TITLE = "ruletable";
    private static final Pattern PATTERN = Pattern.compile("((\\$[A-Za-z0-9]+)\\s*:\\s*)?[A-Za-z][A-Za-z0-9]*");

    private final String file;
    private final Vocabulary vocabulary;
    private final ProblemList problems;
    private final List<TableColumn> columns = new ArrayList<>();
    private RuleForm form;
    private CellValues values;
    private String title = "";
    private List<TableText.Row> data = List.of();

    private TableHead(String file, RuleForm form, Vocabulary vocabulary, ProblemList problems) {
        this.file = file;
        this.form = form;
        this.vocabulary = vocabulary;
        this.values = new CellValues(vocabulary);
        this.problems = problems;
    }

    /** Reads it; adds problems when anything of it is wrong. */
    static TableHead read(
            String file, List<TableText.Row> rows, RuleForm form, Vocabulary vocabulary, ProblemList problems) {
        TableHead head = new TableHead(file, form, vocabulary, problems);
        head.read(rows);
        return head;
    }

    static boolean isTitle(TableText.Row row) {
        return row.cell(row.firstFilled()).toLowerCase(Locale.ROOT).startsWith(TITLE);
    }

    String title() {
        return title;
    }

    /** The form of its rules: about accounts, the portfolio or runs. */
    RuleForm form() {
        return form;
    }

    /** How its cells are read. */
    CellValues values() {
        return values;
    }

    List<TableColumn> columns() {
        return columns;
    }

    /** The rows below it. */
    List<TableText.Row> data() {
        return data;
    }

    private void read(List<TableText.Row> rows) {
        int kindsAt = 0;
        while (kindsAt < rows.size() && !namesKinds(rows.get(kindsAt))) {
            kindsAt++;
        }
        if (rows.subList(0, kindsAt).stream().noneMatch(TableHead::isTitle)) {
            problem(
                    Place.line(kindsAt < rows.size() ? rows.get(kindsAt).line() : 0),
                    "The row 'RuleTable …' is missing. A table begins with it; below it are the rows of the kinds"
                            + " (CONDITION, METADATA, ACTION), of the patterns and of what the columns say.");
            return;
        }
        int at = 0;
        while (at < rows.size() && !isTitle(rows.get(at))) {
            aboveTitle(rows.get(at++));
        }
        if (rows.size() < at + 4) {
            problem(Place.line(0), "A table needs the rows 'RuleTable …', column kinds, patterns and column contents.");
            return;
        }
        title(rows.get(at));
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
            if (kinds.cell(column).isEmpty() && says.cell(column).contains(TableColumn.PARAMETER)) {
                problem(kinds.place(column), "The kind of this column is missing.");
            } else if (!kinds.cell(column).isEmpty()) {
                pattern = column(column, kinds, patterns, says, headings, pattern);
            }
        }
        for (Kind needed : List.of(Kind.CONDITION, Kind.METADATA, Kind.ACTION)) {
            if (columns.stream().noneMatch(column -> column.kind() == needed)) {
                problem(Place.line(kinds.line()), "The table must have a column of the kind " + needed + ".");
            }
        }
        data = rows.subList(headings.cells().isEmpty() ? at + 4 : at + 5, rows.size());
    }

    private static boolean namesKinds(TableText.Row row) {
        return row.cells().stream().anyMatch(cell -> cell.equalsIgnoreCase(Kind.CONDITION.name()))
                && row.cells().stream().anyMatch(cell -> cell.equalsIgnoreCase(Kind.ACTION.name()));
    }

    private void title(TableText.Row row) {
        int first = row.firstFilled();
        title = row.cell(first).substring(TITLE.length()).strip();
        if (title.isEmpty() || title.contains("\"") || title.contains("\\")) {
            problem(
                    row.place(first),
                    "The title of the table must follow the word RuleTable, without quotation marks.");
        }
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
            TableColumn.Metadata metadata = TableColumn.metadata(words);
            if (metadata == null && words.contains(form.service() + ".")) {
                problems.add(
                        file,
                        kinds.line(),
                        kinds.place(column)
                                .says("A column that raises flags or holds judgements is of the kind ACTION."),
                        Kind.ACTION.name());
                kind = Kind.ACTION;
            } else if (metadata == null) {
                problem(says.place(column), "METADATA must be written like threshold(\"$param\").");
            } else if (form.conditions().contains(metadata.annotation())) {
                check(says.place(column), form.firstFact(), metadata.value());
            }
        }
        checkWords(kind, words, says.place(column));
        if (kind == Kind.METADATA && form.closedWords("level").contains(headings.cell(column))) {
            problem(
                    Place.line(headings.line()),
                    "This row must contain the column headings, not a rule. Insert a row of headings above it.");
        }
        if (kind != null) {
            columns.add(new TableColumn(column, kind, pattern, words, headings.cell(column)));
        }
        return kind == Kind.CONDITION ? pattern : before;
    }

    private void checkWords(Kind kind, String words, Place place) {
        if (kind != Kind.NAME && words.isEmpty()) {
            problem(place, "The column must state what its cells mean.");
        }
        if (words.replace(TableColumn.PARAMETER, "").matches("(?s).*\\$([0-9]|param[A-Za-z0-9]).*")) {
            problem(place, "Only $param can stand for a cell; use one column for each value.");
        }
        if (words.split(Pattern.quote(TableColumn.PARAMETER), -1).length > MOST_PARAMETERS + 1) {
            problem(place, "The column names $param more than " + MOST_PARAMETERS + " times.");
        }
    }

    private void check(Place place, String pattern, String condition) {
        try {
            values.check(pattern, condition);
        } catch (NotAllowedException refused) {
            problems.add(file, place.line(), place.says(refused.getMessage()), refused.suggestion());
        }
    }

    private Kind kind(TableText.Row kinds, int column) {
        String word = kinds.cell(column).toUpperCase(Locale.ROOT);
        List<String> words = Arrays.stream(Kind.values()).map(Kind::name).toList();
        if (words.contains(word)) {
            return Kind.valueOf(word);
        }
        problems.add(
                file,
                kinds.line(),
                kinds.place(column)
                        .says("'" + kinds.cell(column) + "' is not a kind of column; kinds are "
                                + String.join(", ", words) + "."),
                Spelling.closest(word, words));
        return null;
    }

    private void problem(Place place, String sentence) {
        problems.add(file, place.line(), place.says(sentence));
    }
}

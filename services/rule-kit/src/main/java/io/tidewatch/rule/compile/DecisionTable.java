package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.decisiontable.InputType;
import org.drools.decisiontable.SpreadsheetCompiler;

/**
 * A decision table in CSV, expanded to the DRL that is then checked like any other.
 *
 * @param drl the rules of its rows
 * @param rowOf line of that text → row of the table
 */
record DecisionTable(String drl, IntUnaryOperator rowOf) {
    /** Drools names the rule of a row after the table and the row. */
    private static final Pattern RULE = Pattern.compile("^rule \".*_([0-9]{1,6})\"$");

    private static final int MOST_ROWS = 2000;
    private static final long LONGEST_DRL = 1024 * 1024;
    /** The line that names a table, and those that say what its columns mean. */
    private static final int LINES_OF_HEAD = 5;

    /** Expands a table; null (and a problem) when it cannot be expanded. */
    static DecisionTable expand(String file, String csv, ProblemList problems) {
        String[] rows = csv.split("\\R", -1);
        if (rows.length > MOST_ROWS) {
            problems.add(file, MOST_ROWS + 1, "A table has at most " + MOST_ROWS + " rows.");
            return null;
        }
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].chars().filter(character -> character == '"').count() % 2 != 0) {
                problems.add(file, row + 1, "A cell ends on its own line, and so do its quotation marks.");
                return null;
            }
        }
        // Before it is expanded: a few hundred kilobytes can be made into more than any memory holds.
        if (mostExpanded(rows, csv) > 16 * LONGEST_DRL) {
            problems.add(file, 0, "The table is too large: its columns are repeated for too many cells.");
            return null;
        }
        try {
            byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
            String drl = new SpreadsheetCompiler().compile(new ByteArrayInputStream(bytes), InputType.CSV);
            if (drl.length() > LONGEST_DRL) {
                problems.add(
                        file, 0, "The table is too large: written out its rules have " + drl.length() + " characters.");
                return null;
            }
            return new DecisionTable(drl, rows(drl));
        } catch (RuntimeException refused) {
            problems.add(file, 0, "The table cannot be read: " + refused.getMessage());
            return null;
        }
    }

    /** What columns can become at most: each once per cell, and a cell's content at each place that asks for it. */
    private static long mostExpanded(String[] rows, String csv) {
        long head = 0;
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].contains("RuleTable")) {
                for (int index = row; index < Math.min(rows.length, row + LINES_OF_HEAD); index++) {
                    head += rows[index].length();
                }
            }
        }
        long cells =
                rows.length + csv.chars().filter(character -> character == ',').count();
        long places = csv.chars().filter(character -> character == '$').count();
        return cells * head + places * csv.length();
    }

    private static IntUnaryOperator rows(String drl) {
        String[] lines = drl.split("\n", -1);
        int[] rows = new int[lines.length + 1];
        int row = 0;
        for (int index = 0; index < lines.length; index++) {
            Matcher rule = RULE.matcher(lines[index].strip());
            row = rule.matches() ? Integer.parseInt(rule.group(1)) : row;
            rows[index + 1] = row;
        }
        return line -> rows[Math.max(0, Math.min(line, lines.length))];
    }
}

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

    /** Expands a table; null (and a problem) when it cannot be expanded. */
    static DecisionTable expand(String file, String csv, ProblemList problems) {
        try {
            byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
            String drl = new SpreadsheetCompiler().compile(new ByteArrayInputStream(bytes), InputType.CSV);
            return new DecisionTable(drl, rows(drl));
        } catch (RuntimeException refused) {
            problems.add(file, 0, "The table cannot be read: " + refused.getMessage());
            return null;
        }
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

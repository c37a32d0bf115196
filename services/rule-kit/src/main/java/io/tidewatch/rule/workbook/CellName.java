package io.tidewatch.rule.workbook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cell as spreadsheets name it, such as {@code B7}.
 *
 * @param row its row, counted from 1
 * @param column its column, counted from 0
 */
public record CellName(int row, int column) {
    private static final Pattern NAME = Pattern.compile("\\$?([A-Z]{1,3})\\$?([1-9][0-9]{0,6})");

    /** The cell of a name, or null when it is not the name of a cell. */
    static CellName parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return null;
        }
        int column = 0;
        for (char letter : parts.group(1).toCharArray()) {
            column = column * 26 + letter - 'A' + 1;
        }
        return new CellName(Integer.parseInt(parts.group(2)), column - 1);
    }

    /** A, B, … Z, AA, … */
    static String ofColumn(int column) {
        String last = String.valueOf((char) ('A' + column % 26));
        return column < 26 ? last : ofColumn(column / 26 - 1) + last;
    }

    @Override
    public String toString() {
        return ofColumn(column) + row;
    }
}

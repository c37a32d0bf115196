package io.tidewatch.rule.compile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One column of a decision table.
 *
 * @param index its place, counted from 0
 * @param kind what its cells are part of
 * @param pattern the pattern that its conditions belong to
 * @param says what it says of each row, with {@link #PARAMETER} in place of the cell
 * @param heading its heading; may be empty
 */
record TableColumn(int index, Kind kind, String pattern, String says, String heading) {
    /** Stands for the cell. */
    static final String PARAMETER = "$param";

    /** Of a bounded length, and each blank belongs to one part: a cell of blanks must not keep the expression busy. */
    private static final Pattern METADATA = Pattern.compile("([A-Za-z]+)\\(\\s*+\"?(.{0,1000}?)\"?\\s*+\\)");

    /** What the cells of a column are part of. */
    enum Kind {
        CONDITION,
        METADATA,
        ACTION,
        NAME
    }

    /**
     * What a column of the kind METADATA says.
     *
     * @param annotation name of the annotation
     * @param value its value, with {@link #PARAMETER} in place of the cell
     */
    record Metadata(String annotation, String value) {}

    /** What a column of this kind says, or null when it is not written like {@code threshold("$param")}. */
    static Metadata metadata(String says) {
        Matcher metadata = METADATA.matcher(says);
        return metadata.matches() ? new Metadata(metadata.group(1), metadata.group(2)) : null;
    }

    Metadata metadata() {
        return metadata(says);
    }

    /** How people find it: by its heading, else by what it says. */
    String name() {
        return heading.isEmpty() ? says : heading;
    }

    /** Whether every row has to fill it. */
    boolean isNeeded(RuleForm form) {
        return kind == Kind.ACTION
                || kind == Kind.METADATA && form.required().contains(metadata().annotation());
    }
}

package io.tidewatch.rule.compile;

/**
 * Where something is written in a file.
 *
 * @param line line of the file, counted from 1; 0 for the file as a whole
 * @param cell for a decision table its cell as spreadsheets name it, e.g. {@code B8}; else empty
 */
record Place(int line, String cell) {
    static Place line(int line) {
        return new Place(line, "");
    }

    /** The sentence, with the cell in front of it where there is one. */
    String says(String sentence) {
        return cell.isEmpty() ? sentence : "Cell " + cell + ": " + sentence;
    }
}

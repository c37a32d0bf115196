package io.tidewatch.rule.workbook;

/** A workbook that cannot be read as a whole; the message is a sentence for its author. */
final class UnreadableWorkbookException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableWorkbookException(String sentence) {
        super(sentence);
    }

    /** For a file that is damaged, or that is another kind of file. */
    static UnreadableWorkbookException notAWorkbook() {
        return new UnreadableWorkbookException(
                "The file is not a valid Excel workbook. Open it in a spreadsheet and save it as .xlsx.");
    }
}

package io.tidewatch.rule.compile;

/** Something in a rule is not allowed or not understood; becomes a problem with file and line. */
final class NotAllowedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final String suggestion;

    NotAllowedException(int line, String sentence, String suggestion) {
        super(sentence, null, false, false);
        this.line = line;
        this.suggestion = suggestion;
    }

    int line() {
        return line;
    }

    String suggestion() {
        return suggestion;
    }
}

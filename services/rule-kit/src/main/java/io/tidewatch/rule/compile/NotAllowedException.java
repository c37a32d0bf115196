package io.tidewatch.rule.compile;

/** Something in a rule is not allowed or not understood; becomes a problem with file and line. */
final class NotAllowedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final String suggestion;
    private final boolean ofCondition;

    NotAllowedException(int line, String sentence, String suggestion) {
        this(line, sentence, suggestion, false);
    }

    private NotAllowedException(int line, String sentence, String suggestion, boolean ofCondition) {
        super(sentence, null, false, false);
        this.line = line;
        this.suggestion = suggestion;
        this.ofCondition = ofCondition;
    }

    /** The same, as a problem of a single condition: what was meant there can often be guessed from its words. */
    NotAllowedException ofCondition() {
        return new NotAllowedException(line, getMessage(), suggestion, true);
    }

    boolean isOfCondition() {
        return ofCondition;
    }

    int line() {
        return line;
    }

    String suggestion() {
        return suggestion;
    }
}

package io.tidewatch.metric.language;

/** Ends the reading of one expression; the reader turns it into a mistake. */
final class ExpressionException extends Exception {
    private static final long serialVersionUID = 1;

    private final MistakeKind kind;
    private final int at;
    private final String suggestion;

    ExpressionException(MistakeKind kind, int at, String sentence, String suggestion) {
        super(sentence, null, false, false);
        this.kind = kind;
        this.at = at;
        this.suggestion = suggestion;
    }

    MistakeKind kind() {
        return kind;
    }

    /** Position in the expression, from 1. */
    int at() {
        return at;
    }

    /** What was probably meant, or null. */
    String suggestion() {
        return suggestion;
    }
}

package io.tidewatch.metric.language;

/**
 * A word or sign of an expression.
 *
 * @param kind what it is
 * @param text as it is written; a text without its quotes, a parameter without its dollar sign
 * @param at position of its first character, from 1
 */
record Token(Kind kind, String text, int at) {
    enum Kind {
        NUMBER,
        TEXT,
        PARAMETER,
        NAME,
        WORD,
        SIGN,
        END
    }

    /** Whether it is this sign or keyword. */
    boolean is(String wanted) {
        return (kind == Kind.SIGN || kind == Kind.NAME) && text.equals(wanted);
    }
}

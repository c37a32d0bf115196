package io.tidewatch.rule.compile;

import java.util.List;

/** A place in a list of words; the last word is of kind END and is never passed. */
final class TokenCursor {
    private final List<Token> tokens;
    private int at;

    TokenCursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The word that many places ahead, without going there. */
    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    /** The word here; goes on to the next. */
    Token next() {
        Token token = peek(0);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    /** Goes on if the word here is this sign. */
    boolean accept(String sign) {
        boolean there = peek(0).is(sign);
        if (there) {
            next();
        }
        return there;
    }

    /** Goes on; refuses the text when the word here is another one. */
    void expect(String sign) {
        if (!accept(sign)) {
            throw new NotAllowedException(peek(0).line(), "'" + sign + "' is missing.", null);
        }
    }

    int firstLine() {
        return tokens.getFirst().line();
    }

    /** Line of the word that was passed last. */
    int lastLine() {
        return tokens.get(Math.max(0, at - 1)).line();
    }
}

package io.tidewatch.rule.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A word of a condition or consequence.
 *
 * @param kind what it is
 * @param text as written; for texts without the quotes
 * @param line line in its file
 */
record Token(Kind kind, String text, int line) {
    /** What a token is. */
    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        SIGN,
        END
    }

    private static final Set<String> TWO_CHARACTER_SIGNS = Set.of("<=", ">=", "==", "!=", "&&", "||");
    private static final String ONE_CHARACTER_SIGNS = "<>!()+-*,:.;";
    private static final int LONGEST_TEXT = 500;

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    /**
     * Splits a text into words. Comments are left out.
     *
     * @throws NotAllowedException at the first character that is not allowed in a rule
     */
    static List<Token> split(String source, int firstLine) {
        List<Token> tokens = new ArrayList<>();
        int line = firstLine;
        int at = 0;
        while (at < source.length()) {
            char character = source.charAt(at);
            if (character == '\n') {
                line++;
                at++;
            } else if (Character.isWhitespace(character)) {
                at++;
            } else if (source.startsWith("//", at)) {
                at = endOf(source, "\n", at) - 1;
            } else if (source.startsWith("/*", at)) {
                int end = endOf(source, "*/", at + 2);
                line += (int)
                        source.substring(at, end).chars().filter(c -> c == '\n').count();
                at = end;
            } else if (character == '"' || character == '\'') {
                at = text(source, at, line, tokens);
            } else if (Character.isDigit(character)) {
                at = number(source, at, line, tokens);
            } else if (isNameStart(character)) {
                int end = at;
                while (end < source.length() && isNamePart(source.charAt(end))) {
                    end++;
                }
                tokens.add(new Token(Kind.NAME, source.substring(at, end), line));
                at = end;
            } else {
                at = sign(source, at, line, tokens);
            }
        }
        tokens.add(new Token(Kind.END, "", line));
        return tokens;
    }

    private static int endOf(String source, String mark, int from) {
        int found = source.indexOf(mark, from);
        return found < 0 ? source.length() + (mark.equals("\n") ? 1 : 0) : found + mark.length();
    }

    private static int text(String source, int at, int line, List<Token> tokens) {
        int end = source.indexOf(source.charAt(at), at + 1);
        if (end < 0 || source.substring(at, end).chars().anyMatch(sign -> sign == '\n' || sign == '\r')) {
            throw new NotAllowedException(line, "A text has no closing quotation mark.", null);
        }
        String inside = source.substring(at + 1, end);
        // A backslash could end the text earlier for the Java compiler than it does for us.
        if (inside.indexOf('\\') >= 0 || inside.indexOf('"') >= 0) {
            throw new NotAllowedException(line, "A text cannot contain a backslash or a quotation mark.", null);
        }
        if (inside.length() > LONGEST_TEXT) {
            throw new NotAllowedException(
                    line, "A text in a rule can have at most " + LONGEST_TEXT + " characters.", null);
        }
        tokens.add(new Token(Kind.TEXT, inside, line));
        return end + 1;
    }

    private static int number(String source, int at, int line, List<Token> tokens) {
        int end = at;
        while (end < source.length() && (Character.isDigit(source.charAt(end)) || source.charAt(end) == '.')) {
            end++;
        }
        String number = source.substring(at, end);
        boolean runsOn = end < source.length() && isNamePart(source.charAt(end));
        if (runsOn || !number.matches("[0-9]{1,15}(\\.[0-9]{1,10})?")) {
            throw new NotAllowedException(
                    line, "A number must be written like 30 or 19.5, with at most 15 digits.", null);
        }
        tokens.add(new Token(Kind.NUMBER, number, line));
        return end;
    }

    private static int sign(String source, int at, int line, List<Token> tokens) {
        if (at + 1 < source.length() && TWO_CHARACTER_SIGNS.contains(source.substring(at, at + 2))) {
            tokens.add(new Token(Kind.SIGN, source.substring(at, at + 2), line));
            return at + 2;
        }
        char character = source.charAt(at);
        if (character == '%' && source.substring(0, at).stripTrailing().matches("(?s).*[0-9]")) {
            throw new NotAllowedException(line, TextBounds.PERCENT, TextBounds.numberBefore(source, at));
        }
        if (ONE_CHARACTER_SIGNS.indexOf(character) < 0) {
            throw new NotAllowedException(
                    line, "'" + character + "' is not allowed in a rule" + instead(character), null);
        }
        tokens.add(new Token(Kind.SIGN, String.valueOf(character), line));
        return at + 1;
    }

    private static String instead(char character) {
        if (character == '/') {
            return ": there is no division. Write the bound as a product, such as a * 4 < b.";
        }
        return Character.isLetter(character)
                ? ": it is a letter of another alphabet (U+%04X). Names have only the letters A to Z."
                        .formatted((int) character)
                : "; STYLE_GUIDE.md lists the signs that are.";
    }

    private static boolean isNameStart(char character) {
        return character == '$' || character == '_' || (character < 128 && Character.isLetter(character));
    }

    private static boolean isNamePart(char character) {
        return isNameStart(character) || Character.isDigit(character);
    }
}

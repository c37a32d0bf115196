package io.tidewatch.rule.compile;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Looks over a text before the DRL parser does. That parser goes back and forth over brackets behind a word, lists, casts and
 * type arguments: each of them multiplies its time, and a line of them would keep it busy for years. A rule needs two levels
 * of brackets; a text with many is refused here. Texts and comments are passed over just as the parser does it, or
 * something could be hidden in what only one of the two takes for a text.
 */
final class TextBounds {
    private static final int DEEPEST = 30;
    private static final int DEEPEST_OF_THE_COSTLY = 4;
    private static final int MOST_TYPE_ARGUMENTS = 4;
    private static final int MOST_CASTS = 8;
    private static final int LONGEST_LINE = 10_000;
    private static final int MOST_SIGNS = 10;

    /** How a number with a sign of per cent is refused. */
    static final String PERCENT = "Write the number without '%'; it is in the unit of the metric.";

    private final String text;
    private final Deque<Bracket> open = new ArrayDeque<>();
    private int line = 1;
    private int costly;
    private int typeArguments;
    private int bounds;
    private int casts;
    private char before = ' ';
    private int signs;

    /** A bracket that is not closed yet. */
    private static final class Bracket {
        private final boolean costs;
        /** Whether it may be a cast: a bracket around nothing but the name of a type. */
        private boolean cast;

        private Bracket(boolean costs, boolean cast) {
            this.costs = costs;
            this.cast = cast;
        }
    }

    private TextBounds(String text) {
        this.text = text;
    }

    /** Checks a text. */
    static void check(String text) {
        new TextBounds(text).check();
    }

    private void check() {
        refuseLongLines();
        int at = 0;
        while (at < text.length()) {
            char character = text.charAt(at);
            int end = skipped(at, character);
            for (int index = at; index < Math.max(end, at + 1); index++) {
                refuseBackslash(index, at < end && character == '/');
                line += text.charAt(index) == '\n' ? 1 : 0;
            }
            if (end > at) {
                if (character != '/') {
                    before = character;
                    noCast();
                }
                at = end;
                continue;
            }
            boolean numberBegins = Character.isDigit(character) && !Character.isJavaIdentifierPart(before);
            if (numberBegins || !mayBeOfAType(character)) {
                noCast();
            }
            refusePercent(at, character);
            refuseSignsInARow(character);
            bracket(character);
            typeArgument(at, character);
            before = Character.isWhitespace(character) ? before : character;
            at++;
        }
    }

    private void refuseLongLines() {
        int number = 0;
        for (String one : text.split("\n", -1)) {
            number++;
            if (one.length() > LONGEST_LINE) {
                throw new NotAllowedException(
                        number,
                        "A line can have at most " + LONGEST_LINE
                                + " characters; write the conditions on several lines.",
                        null);
            }
        }
    }

    /** The parser goes down one level for each. */
    private void refuseSignsInARow(char character) {
        boolean sign = "!-+~".indexOf(character) >= 0;
        signs = sign ? signs + 1 : Character.isWhitespace(character) ? signs : 0;
        if (signs > MOST_SIGNS) {
            throw new NotAllowedException(
                    line, "'" + character + "' is repeated too often; no condition needs more than two signs.", null);
        }
    }

    /** The parser takes it for a calculation that lacks its second number, and says so in words of its grammar. */
    private void refusePercent(int at, char character) {
        if (character == '%' && Character.isDigit(before)) {
            throw new NotAllowedException(line, PERCENT, numberBefore(text, at));
        }
    }

    /** The number in front of a sign. */
    static String numberBefore(String text, int at) {
        int end = at;
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        int begin = end;
        while (begin > 0 && (Character.isDigit(text.charAt(begin - 1)) || ".,".indexOf(text.charAt(begin - 1)) >= 0)) {
            begin--;
        }
        return text.substring(begin, end).replace(',', '.');
    }

    /** With a backslash the texts of the parser and ours could end at different places. */
    private void refuseBackslash(int at, boolean inComment) {
        if (text.charAt(at) != '\\') {
            return;
        }
        if (text.startsWith("u", at + 1)) {
            throw new NotAllowedException(
                    line, "Unicode escapes (\\u…) are not allowed; write the character itself.", null);
        }
        if (!inComment) {
            throw new NotAllowedException(line, "A rule cannot contain a backslash, not even in a text.", null);
        }
    }

    /** End of the text or comment that begins here, or the same place. */
    private int skipped(int at, char character) {
        if (character == '"' || character == '\'') {
            return text.indexOf(character, at + 1) + 1;
        }
        if (text.startsWith("//", at)) {
            int end = at;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            return end;
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            return end < 0 ? text.length() : end + 2;
        }
        return at;
    }

    private void bracket(char character) {
        if (character == '(' || character == '[' || character == '{') {
            boolean behindWord = Character.isLetterOrDigit(before) || before == ')' || before == ']' || before == '_';
            boolean costs = behindWord || character != '(';
            countCast(before == ')' && character == '(');
            open.push(new Bracket(costs, !costs));
            costly += costs ? 1 : 0;
            if (open.size() > DEEPEST || costly > DEEPEST_OF_THE_COSTLY) {
                throw new NotAllowedException(
                        line, "Brackets are nested too deeply; a condition needs two or three levels.", null);
            }
        } else if ((character == ')' || character == ']' || character == '}') && !open.isEmpty()) {
            Bracket closed = open.pop();
            costly -= closed.costs ? 1 : 0;
            countCast(closed.cast);
        }
    }

    private static boolean mayBeOfAType(char character) {
        return Character.isJavaIdentifierPart(character)
                || Character.isWhitespace(character)
                || ".,<>?[])".indexOf(character) >= 0;
    }

    private void noCast() {
        if (!open.isEmpty()) {
            open.peek().cast = false;
        }
    }

    private void countCast(boolean cast) {
        casts += cast ? 1 : 0;
        if (casts > MOST_CASTS) {
            throw new NotAllowedException(
                    line, "Brackets around a single name would be a cast, which is not allowed; remove them.", null);
        }
    }

    /** A sign "less than" could open a list of types; only one that a number follows ends with its condition for sure. */
    private void typeArgument(int at, char character) {
        if (character == '<') {
            int next = at + 1;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            char following = next < text.length() ? text.charAt(next) : ' ';
            bounds += Character.isDigit(following) || following == '-' ? 1 : 0;
            typeArguments += Character.isDigit(following) || "-=".indexOf(following) >= 0 ? 0 : 1;
            if (typeArguments > MOST_TYPE_ARGUMENTS || bounds > MOST_TYPE_ARGUMENTS) {
                throw new NotAllowedException(
                        line, "'<' is nested too deeply; divide the conditions with && or brackets.", null);
            }
        } else if ("()&|;".indexOf(character) >= 0) {
            typeArguments = 0;
            bounds = 0;
        } else if (character == ',') {
            bounds = 0;
        }
    }
}

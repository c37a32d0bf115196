package io.tidewatch.rule.compile;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a text that is not valid DRL, or may not be: whatever people write, each run of signs is one word. Only to explain
 * what is wrong; nothing is compiled from it.
 */
final class LooseWords {
    private static final String COMPARING = "=<>!&|";
    private static final String CURLY_DOUBLE = "\u201C\u201D\u201E\u00AB\u00BB";
    private static final String CURLY_SINGLE = "\u2018\u2019\u201A";

    private final String source;
    private final List<Word> words = new ArrayList<>();
    private int line;
    private int at;
    private boolean space;

    /** What a word is. */
    enum Kind {
        NAME,
        NUMBER,
        /** Between quotation marks. */
        TEXT,
        /** Between quotation marks that are not straight. */
        CURLY_TEXT,
        /** A quotation mark whose text does not end on its line. */
        OPEN_TEXT,
        SIGN
    }

    /**
     * One word.
     *
     * @param text as written; of a text what is between its marks
     * @param spaceBefore whether it is apart from the word before
     */
    record Word(Kind kind, String text, int line, boolean spaceBefore) {
        boolean is(String other) {
            return kind != Kind.TEXT && text.equals(other);
        }
    }

    private LooseWords(String source, int firstLine) {
        this.source = source;
        this.line = firstLine;
    }

    static List<Word> of(String source, int firstLine) {
        LooseWords loose = new LooseWords(source, firstLine);
        while (loose.at < source.length()) {
            loose.next();
        }
        return loose.words;
    }

    private void next() {
        char sign = source.charAt(at);
        if (sign == '\n' || sign == ' ' || sign == '\t' || sign == '\r') {
            line += sign == '\n' ? 1 : 0;
            space = true;
            at++;
        } else if (source.startsWith("//", at)) {
            at = until(source.indexOf('\n', at));
        } else if (source.startsWith("/*", at)) {
            int end = source.indexOf("*/", at + 2);
            int after = end < 0 ? source.length() : end + 2;
            line += (int) source.substring(at, after)
                    .chars()
                    .filter(one -> one == '\n')
                    .count();
            at = after;
        } else if (sign == '"' || sign == '\'') {
            text(String.valueOf(sign), Kind.TEXT);
        } else if (CURLY_DOUBLE.indexOf(sign) >= 0) {
            text(CURLY_DOUBLE + '"', Kind.CURLY_TEXT);
        } else if (CURLY_SINGLE.indexOf(sign) >= 0) {
            text(CURLY_SINGLE + '\'', Kind.CURLY_TEXT);
        } else if (Character.isDigit(sign)) {
            run(Kind.NUMBER, Character::isDigit, '.');
        } else if (Character.isLetter(sign) || sign == '$' || sign == '_') {
            run(Kind.NAME, one -> Character.isLetterOrDigit(one) || one == '_', '$');
        } else if (COMPARING.indexOf(sign) >= 0) {
            run(Kind.SIGN, one -> COMPARING.indexOf(one) >= 0, '=');
        } else {
            add(Kind.SIGN, String.valueOf(sign));
            at++;
        }
    }

    private int until(int end) {
        return end < 0 ? source.length() : end;
    }

    private void text(String ends, Kind kind) {
        int end = at + 1;
        while (end < source.length() && ends.indexOf(source.charAt(end)) < 0 && source.charAt(end) != '\n') {
            end++;
        }
        boolean open = end == source.length() || source.charAt(end) == '\n';
        add(open ? Kind.OPEN_TEXT : kind, source.substring(at + 1, end));
        at = open ? end : end + 1;
    }

    private interface Belongs {
        boolean test(char sign);
    }

    private void run(Kind kind, Belongs belongs, char also) {
        int end = at + 1;
        while (end < source.length() && (belongs.test(source.charAt(end)) || source.charAt(end) == also)) {
            end++;
        }
        add(kind, source.substring(at, end));
        at = end;
    }

    private void add(Kind kind, String text) {
        words.add(new Word(kind, text, line, space));
        space = false;
    }
}

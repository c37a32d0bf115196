package io.tidewatch.rule.compile;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Looks over a text before the DRL parser does. That parser goes back and forth over brackets behind a word, another
 * bracket or a cast: each level of nesting doubles its time. A rule needs two levels; a text with many is refused here.
 */
final class TextBounds {
    private static final int DEEPEST = 30;
    private static final int DEEPEST_BEHIND_A_WORD = 4;

    private final String text;
    private final Deque<Boolean> open = new ArrayDeque<>();
    private int line = 1;
    private int behindWords;
    private char before = ' ';

    private TextBounds(String text) {
        this.text = text;
    }

    /** Checks a text. */
    static void check(String text) {
        new TextBounds(text).check();
    }

    private void check() {
        int at = 0;
        while (at < text.length()) {
            char character = text.charAt(at);
            if (character == '\\' && at + 1 < text.length() && text.charAt(at + 1) == 'u') {
                throw new NotAllowedException(
                        line, "Unicode escapes (\\u…) are not allowed: what is written must be what is read.", null);
            }
            int end = skipped(at, character);
            if (end > at) {
                line += (int)
                        text.substring(at, end).chars().filter(c -> c == '\n').count();
                at = end;
                continue;
            }
            line += character == '\n' ? 1 : 0;
            bracket(character);
            before = Character.isWhitespace(character) ? before : character;
            at++;
        }
    }

    /** End of the text or comment that begins here, or the same place. A unicode escape in one is found all the same. */
    private int skipped(int at, char character) {
        int end = at;
        if (character == '"') {
            end = text.indexOf('"', at + 1) + 1;
        } else if (text.startsWith("//", at)) {
            end = text.indexOf('\n', at);
        } else if (text.startsWith("/*", at)) {
            end = text.indexOf("*/", at + 2) + 2;
        }
        boolean hidesEscape = end > at && text.substring(at, end).contains("\\u");
        return hidesEscape ? at : end;
    }

    private void bracket(char character) {
        if (character == '(' || character == '[' || character == '{') {
            boolean behindWord = Character.isLetterOrDigit(before) || before == ')' || before == ']' || before == '_';
            open.push(behindWord);
            behindWords += behindWord ? 1 : 0;
            if (open.size() > DEEPEST || behindWords > DEEPEST_BEHIND_A_WORD) {
                throw new NotAllowedException(line, "Brackets are nested too deeply.", null);
            }
        } else if ((character == ')' || character == ']' || character == '}') && !open.isEmpty()) {
            behindWords -= open.pop() ? 1 : 0;
        }
    }
}

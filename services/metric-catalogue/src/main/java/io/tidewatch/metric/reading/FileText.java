package io.tidewatch.metric.reading;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** The bytes of a file as text: UTF-8 and without control characters, so that every later step can store and show it. */
public final class FileText {
    private FileText() {}

    /**
     * The text of a file.
     *
     * @return the text, or null (and a problem with its line) when the bytes are not such a text
     */
    public static String read(String file, byte[] bytes, ProblemList problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        // Half of the bytes of a text in UTF-16 are 0.
        if (result.isError() || text.indexOf('\u0000') >= 0) {
            problems.add(
                    file,
                    lineAt(text, result.isError() ? text.length() : text.indexOf('\u0000')),
                    "The file is not UTF-8 text; save it as UTF-8 (in Excel: CSV UTF-8).");
            return null;
        }
        return check(file, text, problems) ? text : null;
    }

    /** Whether the text holds no control characters; adds a problem with the line of the first one. */
    public static boolean check(String file, String text, ProblemList problems) {
        // Excel for Mac ends the rows of a table with CR alone.
        int at = firstForbidden(file.endsWith(".csv") ? text.replace('\r', '\n') : text);
        if (at >= 0) {
            problems.add(file, lineAt(text, at), "The file contains " + named(text.charAt(at)));
        }
        return at < 0;
    }

    /** A character that no text may hold, and what to do about it. */
    static String named(char sign) {
        return "the invisible character U+%04X. Delete it%s."
                .formatted((int) sign, isLineEnd(sign) ? ", or begin a new line there" : "");
    }

    /** Place of the first character that no text may hold, or -1. Tabs and ends of lines are allowed; a CR only before LF. */
    static int firstForbidden(String text) {
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            boolean pair = Character.isHighSurrogate(sign)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1));
            boolean windows = sign == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
            if (pair || windows) {
                at++;
            } else if (Character.isSurrogate(sign)
                    || (Character.isISOControl(sign) && "\t\n".indexOf(sign) < 0)
                    || isDirection(sign)
                    || isLineEnd(sign)) {
                return at;
            }
        }
        return -1;
    }

    /** Signs that make a text read otherwise than it is written. */
    private static boolean isDirection(char sign) {
        return (sign >= '\u202A' && sign <= '\u202E') || (sign >= '\u2066' && sign <= '\u2069');
    }

    /** Signs that end a line for some programs and not for others: what one shows as a note, another reads as a rule. */
    private static boolean isLineEnd(char sign) {
        return sign == '\r' || sign == '\u0085' || sign == '\u2028' || sign == '\u2029';
    }

    private static int lineAt(String text, int at) {
        return 1
                + (int) text.substring(0, at)
                        .chars()
                        .filter(sign -> sign == '\n')
                        .count();
    }
}

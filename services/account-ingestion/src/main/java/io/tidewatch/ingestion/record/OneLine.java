package io.tidewatch.ingestion.record;

import java.util.regex.Pattern;

/** Names appear in lists, logs and mail headers, so they must not contain line breaks. */
public final class OneLine {

    private static final Pattern BREAK = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private OneLine() {}

    /** Whether a text is one line without control characters. */
    public static boolean isOne(String text) {
        return isPrintableAscii(text) || !BREAK.matcher(text).find();
    }

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Whether a non-empty text is one line that neither starts nor ends with a blank. */
    public static boolean isId(String text) {
        return isOne(text)
                && !Character.isSpaceChar(text.charAt(0))
                && !Character.isSpaceChar(text.charAt(text.length() - 1));
    }
}

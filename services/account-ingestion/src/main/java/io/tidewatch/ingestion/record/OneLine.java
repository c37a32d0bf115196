package io.tidewatch.ingestion.record;

import java.util.regex.Pattern;

/** What names something stands in lists, logs and mails: nothing in it may end a line. */
public final class OneLine {

    private static final Pattern BREAK = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private OneLine() {}

    /** Whether a text is one line, without control characters. */
    public static boolean isOne(String text) {
        return !BREAK.matcher(text).find();
    }

    /** Whether a text, which is not empty, is one line that neither begins nor ends with a blank nobody would see. */
    public static boolean isId(String text) {
        return isOne(text)
                && !Character.isSpaceChar(text.charAt(0))
                && !Character.isSpaceChar(text.charAt(text.length() - 1));
    }
}

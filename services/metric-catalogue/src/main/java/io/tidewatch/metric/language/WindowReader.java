package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Window.Relative.Side;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the windows of {@code in:}. */
final class WindowReader {
    /** Ten years. */
    static final int LONGEST = 3650;

    private static final String DAYS = "([1-9][0-9]{0,3})d";
    private static final Pattern LAST = Pattern.compile(DAYS + "(?: ago " + DAYS + ")?");
    private static final Pattern RELATIVE =
            Pattern.compile("(?:" + DAYS + " )?(after|since|before) ([a-z][A-Za-z0-9_]*)");
    private static final Pattern LENGTH = Pattern.compile("([1-9][0-9]{0,3}) ?(d|days?|w|weeks?|mo|months?|y|years?)");
    private static final List<String> WORDS = List.of("ever", "period", "previous period", "span", "ahead");

    private WindowReader() {}

    /** The window; null (and a mistake) when the text is none. */
    static Window read(Mention text, Mistakes mistakes) {
        String words = text.name().strip().replaceAll("\\s+", " ");
        Window window =
                switch (words) {
                    case "ever" -> new Window.Ever();
                    case "period" -> new Window.Period();
                    case "previous period" -> new Window.PreviousPeriod();
                    case "span" -> new Window.SubjectSpan();
                    case "ahead" -> new Window.Ahead();
                    default -> counted(words);
                };
        if (window == null) {
            mistakes.add(
                    MistakeKind.UNKNOWN_WINDOW,
                    text.place(),
                    "'" + words
                            + "' is not a window. Windows are Nd, Nd ago Md, ever, period, previous period, span, ahead,"
                            + " [Nd] after DAY, [Nd] since DAY and Nd before DAY, with at most " + LONGEST + " days.",
                    guess(words, mistakes));
        }
        return window;
    }

    private static Window counted(String words) {
        Matcher last = LAST.matcher(words);
        if (last.matches()) {
            int days = days(last.group(1));
            int ago = days(last.group(2));
            return Math.max(days, ago) > LONGEST ? null : new Window.Last(days, ago);
        }
        Matcher relative = RELATIVE.matcher(words);
        if (!relative.matches()) {
            return null;
        }
        Side side = Side.valueOf(relative.group(2).toUpperCase(Locale.ROOT));
        int days = days(relative.group(1));
        boolean open = side == Side.BEFORE && days == 0;
        return open || days > LONGEST ? null : new Window.Relative(side, days, relative.group(3));
    }

    private static int days(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** "30 days" is 30d, and "6 months" is 180d; a misspelt word is the word. */
    private static String guess(String words, Mistakes mistakes) {
        Matcher length = LENGTH.matcher(words);
        if (!length.matches()) {
            return mistakes.closest(words, WORDS);
        }
        int days =
                switch (length.group(2).charAt(0)) {
                    case 'w' -> 7;
                    case 'm' -> 30;
                    case 'y' -> 365;
                    default -> 1;
                };
        return Math.min(days(length.group(1)) * days, LONGEST) + "d";
    }
}

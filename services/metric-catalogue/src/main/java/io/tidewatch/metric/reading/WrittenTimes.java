package io.tidewatch.metric.reading;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Days and times as people write them elsewhere, in the form that the files of rules have. */
public final class WrittenTimes {
    private static final Pattern SPAN =
            Pattern.compile("([0-9]{1,4}) *(h|d|w|hours?|days?|weeks?|months?|(?:business|working) days?)");
    private static final Map<Character, Integer> DAYS = Map.of('d', 1, 'w', 7, 'm', 30);
    /** Day, month and year as they are written in most of Europe. Where days and months may be swapped, nothing is guessed. */
    private static final Pattern DOTTED = Pattern.compile("([0-9]{1,2})\\. ?([0-9]{1,2})\\. ?(20[0-9]{2})");

    /** Month first, where it can only be so. */
    private static final Pattern MONTH_FIRST = Pattern.compile("([0-9]{1,2})/(1[3-9]|2[0-9]|3[01])/(20[0-9]{2})");

    private static final Pattern YEAR_FIRST = Pattern.compile("(20[0-9]{2})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})");

    private WrittenTimes() {}

    /** {@code 7d} of "7 days" or "1 week", {@code 2bd} of "2 business days"; null when it is not known what was meant. */
    public static String span(String text) {
        Matcher span = SPAN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!span.matches()) {
            return null;
        }
        int number = Integer.parseInt(span.group(1));
        if (span.group(2).length() > "months".length()) {
            return number + "bd";
        }
        char unit = span.group(2).charAt(0);
        return unit == 'h' ? number + "h" : number * DAYS.get(unit) + "d";
    }

    /** {@code 2027-01-31} of "31.01.2027" or "2027/1/31"; null when it is not known what was meant. */
    public static String day(String text) {
        Matcher dotted = DOTTED.matcher(text.strip());
        Matcher yearFirst = YEAR_FIRST.matcher(text.strip());
        Matcher monthFirst = MONTH_FIRST.matcher(text.strip());
        try {
            if (monthFirst.matches()) {
                return day(monthFirst.group(3), monthFirst.group(1), monthFirst.group(2));
            }
            return dotted.matches()
                    ? day(dotted.group(3), dotted.group(2), dotted.group(1))
                    : yearFirst.matches() ? day(yearFirst.group(1), yearFirst.group(2), yearFirst.group(3)) : null;
        } catch (DateTimeException noDay) {
            return null;
        }
    }

    private static String day(String year, String month, String day) {
        return LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day))
                .toString();
    }
}

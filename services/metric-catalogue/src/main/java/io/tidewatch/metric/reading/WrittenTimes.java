package io.tidewatch.metric.reading;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
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
    private static final Pattern DOTTED = Pattern.compile("([0-9]{1,2})\\. ?([0-9]{1,2})\\. ?((?:20)?[0-9]{2})");

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Pattern NAMED = Pattern.compile("([0-9]{1,2})[-. ]+([a-z]{3})[a-z]*[-. ]+((?:20)?[0-9]{2})");

    /** The days of this century as spreadsheets count them, which a cell shows that is formatted as a number. */
    private static final Pattern COUNTED = Pattern.compile("[45][0-9]{4}");

    private static final LocalDate COUNTED_FROM = LocalDate.of(1899, 12, 30);

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

    /** {@code 2027-01-31} of "31.01.2027", "31-Jan-27", "2027/1/31" or 46418; null when it is not known what was meant. */
    public static String day(String text) {
        String written = text.strip().toLowerCase(Locale.ROOT);
        Matcher dotted = DOTTED.matcher(written);
        Matcher named = NAMED.matcher(written);
        Matcher yearFirst = YEAR_FIRST.matcher(written);
        Matcher monthFirst = MONTH_FIRST.matcher(written);
        try {
            if (monthFirst.matches()) {
                return day(monthFirst.group(3), monthFirst.group(1), monthFirst.group(2));
            }
            if (named.matches()) {
                return day(named.group(3), String.valueOf(MONTHS.indexOf(named.group(2)) + 1), named.group(1));
            }
            if (COUNTED.matcher(written).matches()) {
                return COUNTED_FROM.plusDays(Integer.parseInt(written)).toString();
            }
            return dotted.matches()
                    ? day(dotted.group(3), dotted.group(2), dotted.group(1))
                    : yearFirst.matches() ? day(yearFirst.group(1), yearFirst.group(2), yearFirst.group(3)) : null;
        } catch (DateTimeException noDay) {
            return null;
        }
    }

    private static String day(String year, String month, String day) {
        int full = Integer.parseInt(year) + (year.length() == 2 ? 2000 : 0);
        return LocalDate.of(full, Integer.parseInt(month), Integer.parseInt(day))
                .toString();
    }
}

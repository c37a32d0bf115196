package io.tidewatch.ingestion.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the dates and times of a column. Date fields and time fields read in the same way, so one text means one UTC day
 * everywhere: a time with an offset or zone is converted to UTC, one without is in UTC already, a date is midnight UTC.
 */
public final class TimeFormats {

    private static final List<DateTimeFormatter> ISO = List.of(iso("'T'"), iso("' '"));
    /** Letters of a pattern that are not quoted. */
    private static final Pattern UNQUOTED = Pattern.compile("'[^']*'|(y+|u+|Y+)|([HkKhmsSAnNBa])");
    /** One with a day and month of two digits each, one of one digit each. */
    private static final List<ZonedDateTime> SAMPLES = List.of(
            LocalDateTime.parse("2026-12-31T14:30:15").atZone(java.time.ZoneId.of("UTC")),
            LocalDateTime.parse("2026-03-04T05:06:07").atZone(java.time.ZoneId.of("UTC")));

    /** The first year that is read; earlier ones are placeholders or typing errors. */
    public static final int FIRST_YEAR = 1900;

    /** The last year that is read. */
    public static final int LAST_YEAR = 2200;

    /** Lengths of a day and of a time in the plain forms. */
    private static final int DAY = 10;

    private static final int TIME = 20;

    private final List<DateTimeFormatter> formats;

    private TimeFormats(List<DateTimeFormatter> formats) {
        this.formats = formats;
    }

    /**
     * A reader of these patterns, tried in order; of ISO 8601 when the list is empty: a date, or a date and a time after
     * {@code T} or a blank, with seconds, fractions and an offset or zone where given.
     *
     * @throws IllegalArgumentException when one of them is not a pattern
     */
    public static TimeFormats of(List<String> patterns) {
        return new TimeFormats(
                patterns.isEmpty()
                        ? ISO
                        : patterns.stream().map(TimeFormats::formatter).toList());
    }

    /** The time in UTC, in microseconds; null when the text fits none of the formats or lies outside 1900 to 2200. */
    public OffsetDateTime read(String text) {
        for (DateTimeFormatter format : formats) {
            try {
                OffsetDateTime time = utc(format.parseBest(
                                text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from))
                        .truncatedTo(ChronoUnit.MICROS);
                return time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR ? null : time;
            } catch (DateTimeException e) {
                // The next format may fit.
            }
        }
        return null;
    }

    /** Whether a text is a valid day in the form 2026-12-31, which most are, and this form is read. Quicker than {@link #read}. */
    public boolean isPlainDay(String text) {
        return text.length() == DAY && startsWithPlainDay(text);
    }

    /** Whether a text is a valid time in the form 2026-12-31T14:30:00Z, and this form is read. Quicker than {@link #read}. */
    public boolean isPlainTime(String text) {
        return text.length() == TIME
                && text.charAt(DAY) == 'T'
                && text.charAt(DAY + 3) == ':'
                && text.charAt(DAY + 6) == ':'
                && text.charAt(TIME - 1) == 'Z'
                && isBelow(text, DAY + 1, 24)
                && isBelow(text, DAY + 4, 60)
                && isBelow(text, DAY + 7, 60)
                && startsWithPlainDay(text);
    }

    private static boolean isBelow(String text, int from, int end) {
        int tens = text.charAt(from) - '0';
        int ones = text.charAt(from + 1) - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && tens * 10 + ones < end;
    }

    private boolean startsWithPlainDay(String text) {
        if (formats != ISO || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return false;
        }
        int number = 0;
        for (int i = 0; i < 10; i++) {
            int digit = text.charAt(i) - '0';
            if (i != 4 && i != 7) {
                if (digit < 0 || digit > 9) {
                    return false;
                }
                number = number * 10 + digit;
            }
        }
        int year = number / 10_000;
        int month = number / 100 % 100;
        int day = number % 100;
        return year >= FIRST_YEAR
                && year <= LAST_YEAR
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= Month.of(month).length(Year.isLeap(year));
    }

    private static OffsetDateTime utc(TemporalAccessor parsed) {
        return switch (parsed) {
            case ZonedDateTime zoned -> zoned.toOffsetDateTime().withOffsetSameInstant(ZoneOffset.UTC);
            case LocalDateTime local -> local.atOffset(ZoneOffset.UTC);
            default -> LocalDate.from(parsed).atTime(LocalTime.MIDNIGHT).atOffset(ZoneOffset.UTC);
        };
    }

    /** Why a pattern cannot be used, as a sentence; null when it can. What it writes it must read again, to the hour. */
    static String fault(String pattern) {
        boolean timed = false;
        Matcher letters = UNQUOTED.matcher(pattern);
        while (letters.find()) {
            if (letters.group(1) != null && letters.group(1).length() == 2) {
                return "\"" + pattern + "\" has two-digit years, which leave the century open; years need four"
                        + " digits (yyyy).";
            }
            timed |= letters.group(2) != null;
        }
        try {
            DateTimeFormatter format = formatter(pattern);
            for (ZonedDateTime sample : SAMPLES) {
                TemporalAccessor read = format.parse(format.format(sample));
                if (!LocalDate.from(read).equals(sample.toLocalDate())) {
                    return notWhole(pattern);
                }
                if (timed && LocalTime.from(read).getHour() != sample.getHour()) {
                    return noHour(pattern);
                }
            }
            return null;
        } catch (IllegalArgumentException e) {
            return "\"" + pattern + "\" is not a valid pattern of dates or times: " + e.getMessage() + ".";
        } catch (DateTimeException e) {
            return givesDay(pattern) ? noHour(pattern) : notWhole(pattern);
        }
    }

    private static boolean givesDay(String pattern) {
        try {
            DateTimeFormatter format = formatter(pattern);
            LocalDate.from(format.parse(format.format(SAMPLES.getFirst())));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String notWhole(String pattern) {
        return "\"" + pattern + "\" does not give year (yyyy), month (MM) and day (dd).";
    }

    private static String noHour(String pattern) {
        return "\"" + pattern + "\" does not give the hour of the day: write HH, or hh with a for AM and PM.";
    }

    /** Whether a text can mean different times by two patterns, such as {@code M/d/yyyy} and {@code d/M/yyyy}. */
    static boolean contradict(String one, String other) {
        DateTimeFormatter writer = formatter(one);
        TimeFormats first = of(List.of(one));
        TimeFormats second = of(List.of(other));
        String text = writer.format(SAMPLES.getLast());
        OffsetDateTime read = second.read(text);
        return read != null && !read.equals(first.read(text));
    }

    /** Strict (no 31 February), English names, in any case; a year needs no era. */
    private static DateTimeFormatter formatter(String pattern) {
        StringBuilder proleptic = new StringBuilder();
        Matcher letters = UNQUOTED.matcher(pattern);
        while (letters.find()) {
            String found = letters.group();
            letters.appendReplacement(
                    proleptic, Matcher.quoteReplacement(found.startsWith("y") ? found.replace('y', 'u') : found));
        }
        letters.appendTail(proleptic);
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(proleptic.toString())
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private static DateTimeFormatter iso(String separator) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .optionalStart()
                .appendPattern(separator + "HH:mm[:ss")
                .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                .appendPattern("][ ][XXX][XX][X][VV]")
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}

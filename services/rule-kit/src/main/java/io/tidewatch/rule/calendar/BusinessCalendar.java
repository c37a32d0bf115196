package io.tidewatch.rule.calendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The days on which people work, in one time zone. A business day lasts from midnight to midnight of the zone; it is neither
 * part of the weekend nor a day off, or it is listed as a workday. Immutable and thread-safe.
 */
public final class BusinessCalendar {
    /** Most business days that can be counted: about a year. */
    public static final int MOST_DAYS = 260;

    /** {@link #longest} looks at the openings of these three years. */
    private static final LocalDate SAMPLE_FROM = LocalDate.of(2026, 1, 1);

    private static final LocalDate SAMPLE_TO = LocalDate.of(2029, 1, 1);

    private final ZoneId zone;
    private final Set<DayOfWeek> weekend;
    private final PublicHolidays holidays;
    private final Set<LocalDate> daysOff;
    private final Set<LocalDate> workdays;

    /**
     * A calendar.
     *
     * @param weekend at most six days
     * @param holidays public holidays, or null for none
     * @param daysOff further days off
     * @param workdays business days, although the weekend or a holiday says otherwise
     */
    public BusinessCalendar(
            ZoneId zone,
            Set<DayOfWeek> weekend,
            PublicHolidays holidays,
            Set<LocalDate> daysOff,
            Set<LocalDate> workdays) {
        if (weekend.size() == DayOfWeek.values().length) {
            throw new IllegalArgumentException("A week needs a business day");
        }
        this.zone = zone;
        this.weekend = weekend.isEmpty() ? EnumSet.noneOf(DayOfWeek.class) : EnumSet.copyOf(weekend);
        this.holidays = holidays;
        this.daysOff = Set.copyOf(daysOff);
        this.workdays = Set.copyOf(workdays);
    }

    /**
     * The same time of day so many business days later. What begins on a day off counts from the start of the next business
     * day: from Saturday, one business day ends with Monday. A time that the clocks leave out in spring moves forward by
     * that hour; of a time that they repeat in autumn it is the earlier one.
     *
     * @param from the beginning
     * @param days 1 to {@link #MOST_DAYS}
     */
    public Instant after(Instant from, int days) {
        ZonedDateTime begin = from.atZone(zone);
        LocalDate day = begin.toLocalDate();
        LocalTime time = begin.toLocalTime();
        if (!isBusinessDay(day)) {
            day = nextBusinessDay(day);
            time = LocalTime.MIDNIGHT;
        }
        for (int count = 0; count < days; count++) {
            day = nextBusinessDay(day);
        }
        return ZonedDateTime.of(day, time, zone).toInstant();
    }

    /**
     * How many days so many business days can take, weekends and holidays included: the most of any beginning in 2026 to
     * 2028. Holidays of other years may make it a little more.
     *
     * @param days 1 to {@link #MOST_DAYS}
     */
    int longest(int days) {
        List<LocalDate> open = new ArrayList<>();
        open.add(nextBusinessDay(SAMPLE_FROM.minusDays(1)));
        long longest = 0;
        int first = 0;
        for (LocalDate begin = SAMPLE_FROM; begin.isBefore(SAMPLE_TO); begin = begin.plusDays(1)) {
            while (open.size() <= first + days + 1) {
                open.add(nextBusinessDay(open.getLast()));
            }
            if (open.get(first).isBefore(begin)) {
                first++;
            }
            longest = Math.max(longest, ChronoUnit.DAYS.between(begin, open.get(first + days)));
        }
        return (int) longest;
    }

    boolean isBusinessDay(LocalDate day) {
        if (workdays.contains(day)) {
            return true;
        }
        boolean off = weekend.contains(day.getDayOfWeek())
                || daysOff.contains(day)
                || holidays != null && holidays.contains(day);
        return !off;
    }

    /** There is one: the lists are finite, and no country has a holiday on every day. */
    private LocalDate nextBusinessDay(LocalDate day) {
        LocalDate next = day.plusDays(1);
        while (!isBusinessDay(next)) {
            next = next.plusDays(1);
        }
        return next;
    }
}

package io.tidewatch.rule.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BusinessCalendarTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Set<DayOfWeek> WEEKEND = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    private static final Set<DayOfWeek> FRIDAY_AND_SATURDAY = EnumSet.of(DayOfWeek.FRIDAY, DayOfWeek.SATURDAY);

    private final BusinessCalendar berlin = calendar(BERLIN, WEEKEND, new PublicHolidays("DE", null));

    @Test
    void fromFridayAfternoonOneBusinessDayLeadsToMondayAfternoon() {
        assertThat(berlin.after(inBerlin("2026-02-06T16:00"), 1)).isEqualTo(inBerlin("2026-02-09T16:00"));
        assertThat(berlin.after(inBerlin("2026-02-06T16:00"), 5)).isEqualTo(inBerlin("2026-02-13T16:00"));
        assertThat(berlin.after(inBerlin("2026-02-09T16:00"), 1)).isEqualTo(inBerlin("2026-02-10T16:00"));
    }

    @Test
    void whatBeginsAtTheWeekendHasTheWholeNextBusinessDay() {
        Instant endOfMonday = inBerlin("2026-02-10T00:00");
        assertThat(berlin.after(inBerlin("2026-02-07T00:00"), 1)).isEqualTo(endOfMonday);
        assertThat(berlin.after(inBerlin("2026-02-08T23:59"), 1)).isEqualTo(endOfMonday);
        assertThat(berlin.after(inBerlin("2026-02-09T00:00"), 1))
                .as("the first moment of Monday")
                .isEqualTo(endOfMonday);
    }

    @Test
    void whoeverBeginsLaterIsNeverDueEarlier() {
        Instant before = Instant.MIN;
        for (Instant from = inBerlin("2026-03-20T00:00");
                from.isBefore(inBerlin("2026-05-10T00:00"));
                from = from.plus(Duration.ofMinutes(30))) {
            Instant due = berlin.after(from, 2);
            assertThat(due).isAfterOrEqualTo(before).isAfterOrEqualTo(from.plus(Duration.ofDays(1)));
            before = due;
        }
    }

    @Test
    void aHolidayInBetweenDoesNotCount() {
        // Good Friday 3 April 2026, Easter Monday 6 April.
        assertThat(berlin.after(inBerlin("2026-04-02T10:00"), 1)).isEqualTo(inBerlin("2026-04-07T10:00"));
        assertThat(berlin.after(inBerlin("2026-04-03T10:00"), 1))
                .as("begun on the holiday")
                .isEqualTo(inBerlin("2026-04-08T00:00"));
        assertThat(berlin.after(inBerlin("2026-12-31T10:00"), 1)).isEqualTo(inBerlin("2027-01-04T10:00"));
    }

    @Test
    void aHolidayOfARegionIsOneThereOnly() {
        BusinessCalendar bavaria = calendar(BERLIN, WEEKEND, new PublicHolidays("DE", "BY"));
        Instant dayBefore = inBerlin("2026-01-05T10:00");
        assertThat(berlin.after(dayBefore, 1)).isEqualTo(inBerlin("2026-01-06T10:00"));
        assertThat(bavaria.after(dayBefore, 1)).as("Epiphany").isEqualTo(inBerlin("2026-01-07T10:00"));
    }

    @Test
    void daysOffAndWorkdaysThatAreListedCountBeforeWeekendAndHolidays() {
        BusinessCalendar listed = new BusinessCalendar(
                BERLIN,
                WEEKEND,
                new PublicHolidays("DE", null),
                Set.of(LocalDate.of(2026, 12, 24)),
                Set.of(LocalDate.of(2026, 12, 25), LocalDate.of(2026, 12, 27)));
        Instant wednesday = inBerlin("2026-12-23T10:00");
        assertThat(listed.after(wednesday, 1)).as("not the 24th").isEqualTo(inBerlin("2026-12-25T10:00"));
        assertThat(listed.after(wednesday, 2)).as("Sunday").isEqualTo(inBerlin("2026-12-27T10:00"));
    }

    @Test
    void theTimeOfDayStaysWhenTheClocksChange() {
        Instant beforeSummer = inBerlin("2026-03-27T16:00");
        assertThat(berlin.after(beforeSummer, 1))
                .isEqualTo(inBerlin("2026-03-30T16:00"))
                .isEqualTo(beforeSummer.plus(Duration.ofHours(71)));
        Instant beforeWinter = inBerlin("2026-10-23T16:00");
        assertThat(berlin.after(beforeWinter, 1))
                .isEqualTo(inBerlin("2026-10-26T16:00"))
                .isEqualTo(beforeWinter.plus(Duration.ofHours(73)));
    }

    @Test
    void aTimeThatTheClocksLeaveOutMovesForwardAndOfOneThatTheyRepeatItIsTheEarlier() {
        BusinessCalendar sundaysToo = calendar(BERLIN, FRIDAY_AND_SATURDAY, null);
        assertThat(sundaysToo.after(inBerlin("2026-03-26T02:30"), 1)).isEqualTo("2026-03-29T01:30:00Z");
        assertThat(inBerlin("2026-03-29T03:30")).as("the same").isEqualTo("2026-03-29T01:30:00Z");
        assertThat(sundaysToo.after(inBerlin("2026-10-22T02:30"), 1))
                .as("still summer time")
                .isEqualTo("2026-10-25T00:30:00Z");
    }

    @Test
    void theZoneDecidesWhichDayItIs() {
        Instant fridayNight = Instant.parse("2026-02-06T20:00:00Z");
        BusinessCalendar tokyo = calendar(ZoneId.of("Asia/Tokyo"), WEEKEND, null);
        BusinessCalendar newYork = calendar(ZoneId.of("America/New_York"), WEEKEND, null);
        assertThat(newYork.after(fridayNight, 1)).isEqualTo("2026-02-09T20:00:00Z");
        assertThat(tokyo.after(fridayNight, 1))
                .as("Saturday there, so it has the whole Monday of Tokyo")
                .isEqualTo("2026-02-09T15:00:00Z");
    }

    @Test
    void aWeekendMayLieElsewhere() {
        BusinessCalendar cairo = calendar(ZoneId.of("Africa/Cairo"), FRIDAY_AND_SATURDAY, null);
        assertThat(cairo.after(Instant.parse("2026-02-05T10:00:00Z"), 1)).isEqualTo("2026-02-08T10:00:00Z");
    }

    @Test
    void theLongestCountSpansWeekendsAndHolidays() {
        BusinessCalendar plain = calendar(BERLIN, WEEKEND, null);
        assertThat(plain.longest(1)).isEqualTo(3);
        assertThat(plain.longest(5)).isEqualTo(9);
        assertThat(berlin.longest(1)).as("over Easter").isEqualTo(5);
    }

    private static BusinessCalendar calendar(ZoneId zone, Set<DayOfWeek> weekend, PublicHolidays holidays) {
        return new BusinessCalendar(zone, weekend, holidays, Set.of(), Set.of());
    }

    private static Instant inBerlin(String time) {
        return LocalDateTime.parse(time).atZone(BERLIN).toInstant();
    }
}
